// What grows with what: a table's commits, the minutes of a stream, processors, partitions. Each row is what the same work costs at another
// size, on the same machine in the same run.
import { mkdir } from 'node:fs/promises';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { type CommitCosts, commitCosts, ROWS_A_COMMIT } from '../growth/delta-commits.ts';
import { STEADY_RATE, steadyRun } from '../growth/steady-run.ts';
import type { Bench, Part, PartResult, Ratio, Row } from '../part.ts';
import { type FilledTopic, fillTopic } from '../runs/fill-topic.ts';
import { processTopic } from '../runs/process-topic.ts';
import { medianOf } from '../spread.ts';

const COMMITS = [10, 100, 1_000, 10_000];
const PROCESSORS = [1, 2, 4];
const PARTITIONS = [6, 24, 96];
const EVENTS = 500_000;

interface Found {
  rows: Row[];
  ratios: Ratio[];
  facts?: Record<string, unknown>;
}

/** --minutes 0: the rest without the long wait. */
const NO_MEMORY: Found = {
  rows: [{ key: 'memory', label: 'memory', unit: 'MB', runs: [], skipped: 'left out by --minutes 0' }],
  ratios: [],
};

const shown = (value: number): string => value.toLocaleString('en-US');

/** With few events asked for, few commits are made: a trial of the command is no measure. */
function commitsOf(bench: Bench): number[] {
  const most = bench.events?.[0] ?? Number.POSITIVE_INFINITY;
  return COMMITS.filter((number) => number * 100 <= Math.max(most, COMMITS[1]! * 100));
}

async function commits(bench: Bench): Promise<Found> {
  const numbers = commitsOf(bench);
  const costs: CommitCosts[] = [];
  await mkdir(bench.stateDir, { recursive: true });
  for (let round = 1; round <= bench.repeat; round++) {
    bench.progress(`growth: ${shown(numbers.at(-1)!)} commits, round ${round} of ${bench.repeat}`);
    costs.push(await commitCosts(numbers, bench.stateDir, bench.signal));
  }
  const rows = numbers.flatMap((number): Row[] => [
    {
      key: `commits.${number}.commitMs`,
      label: `Delta commit ${shown(number)}`,
      unit: 'ms',
      runs: costs.map((cost) => cost.commitMs[number]!),
    },
    {
      key: `commits.${number}.rowsPerSecond`,
      label: `file of ${shown(ROWS_A_COMMIT)} rows and commit, around commit ${shown(number)}`,
      unit: 'rows/s',
      runs: costs.map((cost) => cost.rowsPerSecond[number]!),
    },
  ]);
  const checkpoint: Row[] = [
    {
      key: 'checkpoint.medianMs',
      label: 'a checkpoint, behind the commits',
      unit: 'ms',
      runs: costs.map((cost) => cost.checkpointMs.median).filter(Number.isFinite),
    },
    {
      key: 'checkpoint.longestMs',
      label: 'the longest checkpoint',
      unit: 'ms',
      runs: costs.map((cost) => cost.checkpointMs.longest),
    },
  ];
  const at = (number: number) => costs.map((cost) => cost.commitMs[number] ?? Number.NaN);
  const known = numbers.includes(10_000);
  const ratio: Ratio = {
    key: 'commit10000To100',
    label: 'commit 10,000 / commit 100',
    value: known ? medianOf(at(10_000)) / medianOf(at(100)) : null,
    ...(known ? {} : { why: 'not so many commits were made' }),
    target: { atMost: 1.3 },
  };
  return { rows: [...rows, ...checkpoint], ratios: [ratio] };
}

/** Throughput over one filled topic with several settings, turn by turn. */
async function throughputs(
  bench: Bench,
  topicOf: (settings: Settings) => Promise<FilledTopic>,
  cases: readonly { key: string; label: string; settings: Settings }[],
): Promise<Row[]> {
  const session = await bench.session();
  const topics = new Map<string, FilledTopic>();
  const runs = new Map<string, number[]>(cases.map(({ key }) => [key, []]));
  try {
    for (let round = 1; round <= bench.repeat; round++)
      for (const { key, label, settings } of cases) {
        bench.signal.throwIfAborted();
        bench.progress(`growth: ${label}, round ${round} of ${bench.repeat}`);
        const kind = JSON.stringify(settings.topic);
        if (!topics.has(kind)) topics.set(kind, await topicOf(settings));
        const processed = await processTopic(session, topics.get(kind)!, settings, bench.signal);
        runs.get(key)!.push(processed.eventsPerSecond);
        await processed.remove();
      }
  } finally {
    for (const topic of topics.values()) await topic.remove();
  }
  return cases.map(({ key, label }) => ({ key, label, unit: 'events/s', runs: runs.get(key)! }));
}

async function sizes(bench: Bench): Promise<Found> {
  const session = await bench.session();
  const { settings, signal } = bench;
  const events = bench.events?.[0] ?? EVENTS;
  const fill = (own: Settings) => fillTopic(session, { events, settings: own, signal });
  const processors = PROCESSORS.map((processes) => ({
    key: `processors.${processes}`,
    label: `backlog, ${processes} ${processes === 1 ? 'processor' : 'processors'}`,
    settings: { ...settings, processor: { ...settings.processor, processes } },
  }));
  const partitions = PARTITIONS.map((count) => ({
    key: `partitions.${count}`,
    label: `backlog, ${count} partitions`,
    settings: { ...settings, topic: { ...settings.topic, partitions: count } },
  }));
  return {
    rows: [...(await throughputs(bench, fill, processors)), ...(await throughputs(bench, fill, partitions))],
    ratios: [],
    facts: { events },
  };
}

async function memory(bench: Bench): Promise<Found> {
  if (bench.minutes === 0) return NO_MEMORY;
  bench.progress(`growth: ${bench.minutes} minutes at ${shown(STEADY_RATE)} events/s`);
  const found = await steadyRun(bench, bench.minutes);
  const over = `${bench.minutes} ${bench.minutes === 1 ? 'minute' : 'minutes'} at ${shown(STEADY_RATE)} events/s`;
  const row = (key: string, label: string, unit: string, value: number): Row => ({
    key: `memory.${key}`,
    label: `${over}: ${label}`,
    unit,
    runs: [value],
  });
  return {
    rows: [
      row('earlyMb', 'processor, second sixth', 'MB', found.earlyMb),
      row('lateMb', 'processor, last sixth', 'MB', found.lateMb),
      row('peakMb', 'processor, peak', 'MB', found.peakMb),
      row('lost', `lost of ${shown(found.acked)} acknowledged`, 'events', found.lost),
      row('duplicate', 'duplicate', 'events', found.duplicate),
    ],
    ratios: [
      {
        key: 'memoryLateToEarly',
        label: 'memory, last sixth / second sixth',
        value: found.lateMb / found.earlyMb,
        target: { atMost: 1.05 },
      },
    ],
    facts: { minutes: bench.minutes, acked: found.acked },
  };
}

async function run(bench: Bench): Promise<PartResult> {
  const found = [await commits(bench), await sizes(bench), await memory(bench)];
  return {
    title: 'commits, processors, partitions, minutes',
    rows: found.flatMap(({ rows }) => rows),
    ratios: found.flatMap(({ ratios }) => ratios),
    configuration: {
      'checkpoint every': `${bench.settings.lake.checkpointEveryCommits} commits`,
      fsync: false,
      'rows a commit': ROWS_A_COMMIT,
    },
    facts: Object.assign({}, ...found.map(({ facts }) => facts ?? {})),
  };
}

export const part: Part = {
  id: 'growth',
  place: 4,
  summary: 'commits 10 to 10,000, processors, partitions, and memory over --minutes',
  run,
};
