// `chaos`: the catalogue of scenarios, one run of a variant, the report of a run.
import { resolve } from 'node:path';
import { report } from '../../chaos/report.ts';
import type { RunResult } from '../../chaos/result.ts';
import { listScenarios } from '../../chaos/run.ts';
import { variantOf } from '../../chaos/variants.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import { loadSettings } from '../../pipeline/runtime/settings-file.ts';
import type { CommandInput, CommandModule } from '../command.ts';
import { ask, findControl } from '../control/client.ts';
import { doJob } from '../control/do-job.ts';
import { numberOption } from '../options.ts';

async function list(input: CommandInput): Promise<number> {
  const scenarios = await listScenarios();
  const rows = scenarios.map(({ id, title, teaches, tags, variants }) => ({
    id,
    title,
    teaches,
    tags,
    variants: Object.entries(variants).map(([name, variant]) => ({
      name,
      title: variant.title,
      expect: variant.expect,
    })),
  }));
  const text = () =>
    rows
      .map(({ id, title, variants }) => {
        const lines = variants.map(
          (one) => `    ${one.name.padEnd(12)}${one.expect.verdict.padEnd(8)}${one.title}`,
        );
        return [`${id.padEnd(18)}${title}`, ...lines].join('\n');
      })
      .join('\n\n');
  input.out(input.json ? JSON.stringify(rows) : text());
  return EXIT.ok;
}

/** The verdict in a few lines: what was expected, what was found, the first events of it. */
export function renderResult(result: RunResult): string {
  const evidence = result.evidence.flatMap(({ id, count, means, examples }) => [
    `  ${id}: ${count}. ${means}`,
    ...examples.slice(0, 3).map(
      (example) =>
        `    ${Object.entries(example)
          .filter(([, value]) => value !== null)
          .map(([key, value]) => `${key} ${String(value)}`)
          .join(' · ')}`,
    ),
  ]);
  const seen = result.detection.map(({ fault, first }) =>
    first === null
      ? `  ${fault}: no signal noticed it`
      : `  ${fault}: ${first.signal} after ${first.seconds} s`,
  );
  const settling = result.phases.find(({ phase }) => phase === 'settle')?.says;
  return [
    `${result.scenario} / ${result.variant} / seed ${result.seed}`,
    `verdict   ${result.verdict}${result.asExpected ? ', as expected' : `, expected ${result.expected.verdict}`}`,
    ...(result.refused === null ? [] : [`refused   ${result.refused.says}`]),
    ...(result.inconclusiveBecause === null ? [] : [`because   ${result.inconclusiveBecause}`]),
    ...(evidence.length > 0 ? ['evidence', ...evidence] : ['evidence  no checker found anything']),
    ...(settling ? [`settling  ${settling}`] : []),
    ...(seen.length > 0 ? ['detection', ...seen] : []),
    ...(result.damageUnseen ? ['  the damage: no signal noticed it'] : []),
    ...result.diagnoses.map(({ question, cause, says }) => `asked     ${question} → ${cause}: ${says}`),
    `recovery  ${result.recoverySeconds === null ? 'not by the deadline' : `${result.recoverySeconds} s`}`,
    `report    npx lakequake chaos report ${result.runId}`,
  ].join('\n');
}

async function run(input: CommandInput, name: string | undefined): Promise<number> {
  if (name === undefined)
    throw new LakequakeError('bad-argument', 'chaos run needs the name of a scenario', {
      hint: 'see `npx lakequake chaos list`',
    });
  const scenario = (await listScenarios()).find(({ id }) => id === name);
  if (scenario === undefined)
    throw new LakequakeError('not-found', `there is no scenario '${name}'`, {
      hint: 'see `npx lakequake chaos list`',
    });
  const names = Object.keys(scenario.variants);
  const variant = (input.flags.variant as string | undefined) ?? names[0]!;
  variantOf(scenario, variant);
  const seed = numberOption(input, 'seed', { min: 0 }) ?? Date.now() % 100_000;
  const file = input.flags.settings as string | undefined;
  const settings = file === undefined ? null : loadSettings(resolve(file));
  const disarmed = input.flags.disarmed === true;
  const without = input.flags.without as string | undefined;
  input.progress(`seed ${seed}`);
  const { exitCode, value } = await doJob(
    input,
    { kind: 'scenario', name, variant, seed, settings, disarmed, ...(without ? { without } : {}) },
    file,
  );
  input.out(input.json ? JSON.stringify(value) : renderResult(value as RunResult));
  return exitCode;
}

/** All variants of the scenarios chosen, on one warm cluster. */
async function suite(input: CommandInput): Promise<number> {
  const wanted = (input.flags.scenario as string | undefined)?.split(',');
  const scenarios = (await listScenarios()).filter(({ id }) => wanted === undefined || wanted.includes(id));
  const variants = (input.flags.variant as string | undefined)?.split(',');
  const runs = scenarios.flatMap(({ id, variants: all }) =>
    Object.keys(all)
      .filter((name) => variants === undefined || variants.includes(name))
      .map((variant) => ({ scenario: id, variant })),
  );
  const seed = numberOption(input, 'seed', { min: 0 }) ?? Date.now() % 100_000;
  const disarmed = input.flags.disarmed === true;
  const { exitCode, value } = await doJob(
    input,
    { kind: 'suite', runs, seed, settings: null, disarmed },
    undefined,
  );
  const { results, totals } = value as { results: RunResult[]; totals: object };
  input.out(
    input.json
      ? JSON.stringify({ results, totals })
      : `${results.map(renderResult).join('\n\n')}\n${JSON.stringify(totals)}`,
  );
  return exitCode;
}

async function stop(input: CommandInput): Promise<number> {
  const control = findControl(input.stateDir);
  if (control === undefined)
    throw new LakequakeError('not-running', 'no lab is running, so no run is under way', {
      hint: 'end a run of its own with Ctrl-C in its terminal',
    });
  input.out((await ask<{ done: string }>(control, 'POST', '/api/control/jobs/abort', {})).done);
  return EXIT.ok;
}

export const command: CommandModule = {
  name: 'chaos',
  summary: 'list scenarios, run one, show the report of a run',
  usage: 'lakequake chaos list | run NAME [--variant V] [--seed N] | suite | report RUN | stop   [--json]',
  options: {
    scenario: { type: 'string', value: 'NAME', help: 'suite: only these scenarios, comma between them' },
    without: { type: 'string', value: 'PATH', help: 'run: with this protection switched off; it must break' },
    variant: { type: 'string', value: 'V', help: 'variant of the scenario (default: its first)' },
    seed: { type: 'string', value: 'N', help: 'same seed, same events and faults (default: from the clock)' },
    settings: { type: 'string', value: 'FILE', help: 'your own settings under those of the variant' },
    disarmed: { type: 'boolean', help: 'leave the fault out; the run must then be inconclusive' },
  },
  details:
    'Exit code of run: 0 as expected, 1 unexpected, 2 usage, 3 environment, 4 aborted, 5 inconclusive.',
  async run(input) {
    const [action, name, ...rest] = input.positionals;
    if (rest.length > 0)
      throw new LakequakeError('bad-argument', `'${rest[0]}' is not expected here`, {
        hint: 'see `npx lakequake chaos --help`',
      });
    if (action === 'list') return list(input);
    if (action === 'run') return run(input, name);
    if (action === 'suite') return suite(input);
    if (action === 'stop') return stop(input);
    if (action === 'report' && name !== undefined) {
      const text = report(input.stateDir, name);
      input.out(input.json ? JSON.stringify({ runId: name, markdown: text }) : text);
      return EXIT.ok;
    }
    throw new LakequakeError(
      'bad-argument',
      action === undefined
        ? 'chaos needs to know what to do'
        : `chaos cannot '${input.positionals.join(' ')}'`,
      {
        hint: 'give: list, run NAME, suite, report RUN or stop',
      },
    );
  },
};
