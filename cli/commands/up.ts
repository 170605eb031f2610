// `up`: the whole lab in the foreground, until Ctrl-C.
import { EXIT } from '../../pipeline/contract/errors.ts';
import type { CommandInput, CommandModule } from '../command.ts';
import { runControl } from '../control.ts';
import { ENGINE_OPTIONS, engineOf } from '../engine-option.ts';
import { numberOption, rejectPositionals } from '../options.ts';
import { RUNTIME_OPTION, runtimeOption } from '../runtime-option.ts';
import { sourceInput } from '../source-option.ts';

async function sourceOf(input: CommandInput) {
  const origin = await sourceInput((input.flags.source as string | undefined) ?? 'generator');
  return { input: origin, ratePerSecond: numberOption(input, 'rate', { min: 1 }) ?? 500, maxEvents: null };
}

export const command: CommandModule = {
  name: 'up',
  summary: 'start the whole lab: Kafka, Toxiproxy, source, processor, dashboard',
  usage:
    'lakequake up [--source FILE|generator] [--rate N] [--runtime embedded|docker] [--engine duckdb|spark] [--port N] [--host ADDRESS] [--seed N]',
  options: {
    source: { type: 'string', value: 'FILE', help: "a log, plain or .gz, or 'generator' (default)" },
    rate: { type: 'string', value: 'N', help: 'events per second (default 500)' },
    port: {
      type: 'string',
      value: 'N',
      help: 'port of the dashboard (default 7400, the next free one when taken)',
    },
    host: {
      type: 'string',
      value: 'ADDRESS',
      help: 'address of the dashboard (default 127.0.0.1; with another one actions need the token in the link)',
    },
    seed: { type: 'string', value: 'N', help: 'seed of the generator (default: from the clock)' },
    settings: { type: 'string', value: 'FILE', help: 'settings file (default pipeline.yaml)' },
    runtime: RUNTIME_OPTION,
    ...ENGINE_OPTIONS,
  },
  async run(input) {
    rejectPositionals(input);
    const runtime = runtimeOption(input);
    const source = await sourceOf(input);
    const seed = numberOption(input, 'seed', { min: 0 }) ?? Date.now() % 1_000_000;
    const began = performance.now();
    const step = (text: string) =>
      input.progress(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${text}`);
    step(`seed ${seed}`);
    const engine = await engineOf(input);
    await runControl({
      engine,
      stateDir: input.stateDir,
      projectDir: input.projectDir,
      settingsFile: input.flags.settings as string | undefined,
      runtime,
      source,
      seed,
      port: numberOption(input, 'port', { min: 1, max: 65_535 }),
      host: input.flags.host as string | undefined,
      progress: step,
      onReady: (url, asWanted) => {
        step('the lab runs');
        if (!asWanted) input.out('  the usual port is taken, so the dashboard has another one');
        input.out(`\n  dashboard  ${url}\n  stop       Ctrl-C, or npx lakequake down\n`);
      },
    });
    input.progress('everything has ended');
    return EXIT.ok;
  },
};
