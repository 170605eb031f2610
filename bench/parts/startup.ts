// How long a user waits: for the lab to run and to end, for a scenario, for the check of a run. Commands are started as a user starts them; the
// benchmark's own cluster rests meanwhile.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkRun } from '../../chaos/check-run.ts';
import { endOffsets } from '../../pipeline/kafka/topic.ts';
import type { Bench, Part, PartResult, Row } from '../part.ts';
import { fillTopic } from '../runs/fill-topic.ts';
import { startCommand } from '../runs/lakequake-command.ts';
import { processTopic } from '../runs/process-topic.ts';
import { BENCH_SEED } from '../runs/run-spec.ts';

const EVENTS = 1_000_000;
/** Short, without a fault on Kafka, and in every fast suite. */
const SCENARIO = { name: 'late-timestamps', variant: 'hardened' };
const RUNS = 'the lab runs';

interface Waits {
  firstUp: number[];
  nextUp: number[];
  down: number[];
  scenario: number[];
  check: number[];
}

/** The lab up and down again; `stateDir` decides whether Kafka has to be formatted. */
async function upAndDown(bench: Bench, stateDir: string): Promise<{ up: number; down: number }> {
  const { projectDir, signal } = bench;
  const lab = startCommand(projectDir, ['up', '--state', stateDir, '--seed', String(BENCH_SEED)], signal);
  try {
    const up = await lab.said(RUNS);
    const down = await startCommand(projectDir, ['down', '--state', stateDir], signal).ended([0]);
    return { up, down };
  } finally {
    // `down` has ended it, or something failed: how it went is not measured here, and must not hide what failed.
    await lab.end();
  }
}

/** A whole check of so many events: every checker, over a lake that a drain left. */
async function checkSeconds(bench: Bench, events: number): Promise<number> {
  const session = await bench.session();
  const { settings, signal } = bench;
  const topic = await fillTopic(session, { events, settings, signal });
  try {
    const { lakeDir } = await processTopic(session, topic, settings, signal);
    const { windowMs, allowedLatenessMs } = settings.stream;
    const { ms } = await checkRun({
      ledgerFiles: [topic.spec.ledgerFile],
      lakeDir,
      rules: { windowMs, allowedLatenessMs, pathsTopN: settings.silver.pathsTopN },
      endOffsets: await endOffsets(session.admin, topic.spec.topic),
    });
    return ms / 1_000;
  } finally {
    await topic.remove();
  }
}

async function oneRound(bench: Bench, events: number, waits: Waits): Promise<void> {
  const stateDir = join(bench.stateDir, 'startup');
  const { projectDir, signal } = bench;
  await bench.endSession();
  await rm(stateDir, { recursive: true, force: true });
  const first = await upAndDown(bench, stateDir);
  const next = await upAndDown(bench, stateDir);
  waits.firstUp.push(first.up);
  waits.nextUp.push(next.up);
  waits.down.push(first.down, next.down);
  const { name, variant } = SCENARIO;
  const args = [
    'chaos',
    'run',
    name,
    '--variant',
    variant,
    '--seed',
    String(BENCH_SEED),
    '--state',
    stateDir,
  ];
  waits.scenario.push(await startCommand(projectDir, args, signal).ended([0]));
  waits.check.push(await checkSeconds(bench, events));
}

async function run(bench: Bench): Promise<PartResult> {
  const events = bench.events?.[0] ?? EVENTS;
  const waits: Waits = { firstUp: [], nextUp: [], down: [], scenario: [], check: [] };
  for (let round = 1; round <= bench.repeat; round++) {
    bench.signal.throwIfAborted();
    bench.progress(`startup: round ${round} of ${bench.repeat}`);
    await oneRound(bench, events, waits);
  }
  const row = (key: keyof Waits, label: string): Row => ({ key, label, unit: 's', runs: waits[key] });
  return {
    title: 'how long a user waits',
    rows: [
      row('firstUp', '`up` in a new state folder, until the lab streams'),
      row('nextUp', '`up` again'),
      row('down', '`down`'),
      row('scenario', `\`chaos run ${SCENARIO.name} --variant ${SCENARIO.variant}\`, cluster included`),
      row('check', `every checker over ${events.toLocaleString('en-US')} events`),
    ],
    ratios: [],
    configuration: {},
    facts: { events },
  };
}

export const part: Part = {
  id: 'startup',
  place: 6,
  summary: 'start and end of the lab, a scenario, the check of a run',
  run,
};
