// A `chaos run` in a process of its own that is SIGKILLed at a moment its journal tells, and what must be true after the next command:
// nothing of it lives on, no fault is on record, and a cluster on the same state folder is whole.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';
import { expect } from 'vitest';
import { environmentProblems } from '../../../chaos/drivers/environment-health.ts';
import { listLiveFaults } from '../../../chaos/drivers/live-faults.ts';
import { readJournal, type StampedEntry } from '../../../chaos/journal.ts';
import { openSession, type Session } from '../../../cli/control/session.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { recordedAlive } from '../../../pipeline/runtime/process-book.ts';
import { markedProcesses } from '../../../pipeline/runtime/process-marks.mjs';

const projectDir = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const command = join(projectDir, 'cli', 'lakequake.mjs');

/** The moment may come late on a busy machine: the cluster starts first. */
const MOMENT_MS = 150_000;
/** The guardian notices at once and ends the processes one after the other. */
const LEFTOVERS_MS = 20_000;
export const CASE_MS = 300_000;

export interface KilledRun {
  stateDir: string;
  scenario: string;
  variant: string;
  /** True for the entry of the journal at which the runner is to die. */
  moment: (entry: StampedEntry) => boolean;
}

/** Starts the run, waits for its moment, SIGKILLs the runner; gives back what stood in its journal. */
export async function killRunnerAt({
  stateDir,
  scenario,
  variant,
  moment,
}: KilledRun): Promise<StampedEntry[]> {
  const before = new Set(runsOf(stateDir));
  const log = join(stateDir, 'runner.log');
  const output = openSync(log, 'a');
  const args = [command, 'chaos', 'run', scenario, '--variant', variant, '--seed', '7', '--state', stateDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', output, output] });
  const exited = once(child, 'exit');
  let entries: StampedEntry[] = [];
  const come = () => {
    if (child.exitCode !== null)
      throw new Error(
        `the run ended (${child.exitCode}) before its moment: ${readFileSync(log, 'utf8').slice(-600)}`,
      );
    const file = runsOf(stateDir)
      .filter((id) => !before.has(id))
      .map((id) => join(stateDir, 'runs', id, 'journal.jsonl'))
      .find((path) => existsSync(path));
    if (file !== undefined) entries = readJournal(file);
    return entries.some(moment);
  };
  try {
    await until(come, {
      deadlineMs: MOMENT_MS,
      everyMs: 10,
      what: 'the moment at which the runner is killed',
    });
  } finally {
    end(child);
    await exited;
  }
  return entries;
}

function end(child: ChildProcess): void {
  if (child.exitCode === null) child.kill('SIGKILL');
}

function runsOf(stateDir: string): string[] {
  const folder = join(stateDir, 'runs');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Nothing the dead runner had started is alive, written down or not; a stopped process is ended as well as a running one. */
export async function untilNothingLives(stateDir: string): Promise<void> {
  const alive = () => [...recordedAlive(stateDir), ...markedProcesses(stateDir)];
  const gone = () => alive().length === 0;
  await until(gone, {
    deadlineMs: LEFTOVERS_MS,
    everyMs: 50,
    what: 'the guardian to end what is left',
  }).catch((error: unknown) => {
    const left = alive().map(({ name, pid }) => `${name} (${pid})`);
    throw new LakequakeError('deadline-passed', `still alive: ${left.join(', ')}`, { cause: error });
  });
}

/** `lakequake heal`, as a user would. */
export async function healCommand(stateDir: string): Promise<void> {
  const child = spawn(process.execPath, [command, 'heal', '--state', stateDir], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(listLiveFaults(stateDir)).toEqual([]);
}

/** Opens a session, as `up` and every run do, and expects a whole cluster without any trace of the fault. */
export async function expectWholeCluster(stateDir: string): Promise<void> {
  const session = await openSession({ stateDir, projectDir, settingsFile: undefined, progress: () => {} });
  try {
    expect(await environmentProblems(session, 30_000)).toEqual([]);
    expect(await changedBrokerSettings(session)).toEqual([]);
  } finally {
    await session.close();
  }
  expect(recordedAlive(stateDir)).toEqual([]);
}

/** KIP-226: 2 is a setting of one broker changed while it ran, 3 of all brokers. */
const DYNAMIC = new Set([2, 3]);
/** Kafka itself moves it there when it formats a cluster with eligible leader replicas (KIP-966). */
const SET_BY_KAFKA = new Set(['min.insync.replicas']);

async function changedBrokerSettings({ admin, cluster }: Session): Promise<string[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: cluster.brokers.map(({ id }) => ({
      type: kafkajs.ConfigResourceTypes.BROKER,
      name: String(id),
    })),
  });
  return resources.flatMap(({ resourceName, configEntries }) =>
    configEntries
      .filter(
        ({ configName, configSource }) => DYNAMIC.has(Number(configSource)) && !SET_BY_KAFKA.has(configName),
      )
      .map(({ configName }) => `${configName} of broker ${resourceName}`),
  );
}
