// `drain`: sends every line of a file once, waits until gold is final, prints totals and the verdict.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandInput, CommandModule } from '../command.ts';
import { doJob } from '../control/do-job.ts';
import type { DrainResult } from '../control/drain.ts';
import { settingsOf } from '../control/session.ts';
import { ENGINE_OPTIONS, engineOf } from '../engine-option.ts';
import { numberOption, oneOf, rejectPositionals } from '../options.ts';
import { RUNTIME_OPTION } from '../runtime-option.ts';
import { sourceInput } from '../source-option.ts';

async function sourceOf(input: CommandInput) {
  const source = input.flags.source as string | undefined;
  if (source === undefined)
    throw new LakequakeError('bad-argument', 'drain needs a source', {
      hint: 'give a log with --source FILE, or --source generator --lines 1000000',
    });
  const lines = numberOption(input, 'lines', { min: 1 });
  const ratePerSecond = numberOption(input, 'rate', { min: 1 }) ?? null;
  const origin = await sourceInput(source);
  return { input: origin, ratePerSecond, maxEvents: lines ?? (origin.kind === 'generator' ? 100_000 : null) };
}

function render(result: DrainResult): string {
  const number = (value: number) => value.toLocaleString('en-US');
  const rows: [string, string][] = [
    ['sent', number(result.sent)],
    ['acked', number(result.acked)],
    ['bronze', number(result.bronze)],
    ['silver', number(result.silver)],
    ['quarantine', number(result.quarantine)],
    ['late-dropped', number(result.lateDropped)],
    ['lost', number(result.lost)],
    ['duplicate', number(result.duplicate)],
    ['bytes', number(result.bytes)],
    [
      'by status',
      Object.entries(result.byStatus)
        .map(([status, count]) => `${status}: ${number(count)}`)
        .join('  '),
    ],
    ['time', `${result.seconds} s, ${number(result.eventsPerSecond)} events/s`],
    ['verdict', result.verdict],
  ];
  const findings = result.findings.map((finding) => `  ${finding}`);
  return [...rows.map(([name, value]) => `${name.padEnd(13)} ${value}`), ...findings].join('\n');
}

export const command: CommandModule = {
  name: 'drain',
  summary: 'send every line of a file once, wait until gold is final, print totals and the verdict',
  usage:
    'lakequake drain --source FILE|generator [--event-time original|now] [--rate N] [--seed N] [--engine duckdb|spark] [--json]',
  options: {
    source: { type: 'string', value: 'FILE', help: "a log, plain or .gz, or 'generator'" },
    'event-time': {
      type: 'string',
      value: 'MODE',
      help: 'original keeps the times of the log, now (default) shifts them to now',
    },
    rate: { type: 'string', value: 'N', help: 'events per second (default: as fast as possible)' },
    seed: { type: 'string', value: 'N', help: 'seed of generator and keys (default 1)' },
    lines: { type: 'string', value: 'N', help: 'stop after N lines (generator: default 100000)' },
    settings: { type: 'string', value: 'FILE', help: 'settings file (default pipeline.yaml)' },
    runtime: RUNTIME_OPTION,
    ...ENGINE_OPTIONS,
    backlog: { type: 'boolean', help: 'fill Kafka first, then start the processors: measures them alone' },
  },
  async run(input) {
    rejectPositionals(input);
    const settingsFile = input.flags.settings as string | undefined;
    const source = await sourceOf(input);
    const request = {
      kind: 'drain' as const,
      source,
      seed: numberOption(input, 'seed', { min: 0 }) ?? 1,
      settings: settingsOf({ projectDir: input.projectDir, settingsFile }),
      eventTimeMode: oneOf(input, 'event-time', ['now', 'original'] as const) ?? ('now' as const),
      backlog: input.flags.backlog === true,
      engine: await engineOf(input),
    };
    const { exitCode, value } = await doJob(input, request, settingsFile);
    input.out(input.json ? JSON.stringify(value) : render(value as DrainResult));
    return exitCode;
  },
};
