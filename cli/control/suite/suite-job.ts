// Runs a suite: what is missing of it, one run after the other on a warm cluster (those that touch only data side by side, when asked),
// a line on disk after each. Between runs the cluster must be whole, or it is replaced. Only an error of the environment is tried
// again, once, and told; a verdict never is.
import { environmentProblems } from '../../../chaos/drivers/environment-health.ts';
import { gatherResults } from '../../../chaos/suite/gathered.ts';
import type { PlannedRun, SuiteMode } from '../../../chaos/suite/plan.ts';
import { type LeftOutRun, splitByRuntime } from '../../../chaos/suite/possible.ts';
import { openSuite, type SuiteRecord } from '../../../chaos/suite/suite-record.ts';
import { writeSuiteReports } from '../../../chaos/suite/suite-reports.ts';
import {
  exitCodeOfSuite,
  isAsWanted,
  isEnvironmentError,
  type SuiteResult,
  type SuiteTotals,
  suiteTotals,
} from '../../../chaos/suite/suite-result.ts';
import { tidyRun } from '../../../chaos/suite/tidy.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { Engine, EngineChoice } from '../../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../../pipeline/contract/settings.ts';
import type { RuntimeName } from '../../../pipeline/runtime/cluster.ts';
import type { JobHooks, JobResult } from '../jobs.ts';
import { runPlanned } from './run-planned.ts';
import type { SuiteSessions } from './suite-sessions.ts';

export interface SuiteRequest {
  mode: SuiteMode;
  runs: PlannedRun[];
  /** null: that of the interrupted suite, else from the clock. */
  seed: number | null;
  settings: Settings | null;
  /** Where Kafka runs: results of another runtime are another suite's. */
  runtime: RuntimeName;
  /** duckdb unless set. */
  engine?: EngineChoice;
  fresh: boolean;
  /** Keep lake and ledger of every run. */
  keep: boolean;
  /** How many runs that touch only data may run side by side. */
  jobs: number;
  /** Take what other suites of the state folder have; only what they lack is run. */
  gather: boolean;
}

/** What the job gives back. */
export interface SuiteValue {
  id: string;
  folder: string;
  seed: number;
  mode: SuiteMode;
  runtime: RuntimeName;
  engine: Engine;
  results: SuiteResult[];
  totals: SuiteTotals;
  /** Keys of the runs that this runtime cannot do. */
  notHere: string[];
}

/** What touches a cluster. */
export interface SuiteActs {
  run: typeof runPlanned;
  problems: typeof environmentProblems;
  tidy: typeof tidyRun;
}

const ON_A_CLUSTER: SuiteActs = { run: runPlanned, problems: environmentProblems, tidy: tidyRun };

interface Work extends SuiteRequest {
  notHere: string[];
  acts: SuiteActs;
  sessions: SuiteSessions;
  record: SuiteRecord;
  hooks: JobHooks;
  stateDir: string;
}

/** Exit code 0 all as wanted, 1 any unexpected, 5 only inconclusive ones spoil it. Throws `aborted`; what is done stays done. */
export async function runSuiteJob(
  sessions: SuiteSessions,
  stateDir: string,
  request: SuiteRequest,
  hooks: JobHooks,
  acts: SuiteActs = ON_A_CLUSTER,
): Promise<JobResult> {
  const { possible: runs, leftOut } = await splitByRuntime(request.runtime, request.runs);
  if (runs.length === 0) throw nothingPossible(leftOut);
  for (const { key, because } of leftOut) hooks.progress(`left out: ${key}, because ${because}`);
  const record = openSuite(stateDir, { ...request, runs });
  if (request.gather) takeOthers(stateDir, { ...request, runs }, record);
  const done = new Set(record.results.map(({ key }) => key));
  const missing = runs.filter(({ key }) => !done.has(key));
  hooks.progress(
    `suite ${record.id} · seed ${record.seed} · runtime ${request.runtime} · engine ${request.engine?.engine ?? 'duckdb'} · ${runs.length} runs${done.size > 0 ? `, ${done.size} done already` : ''}`,
  );
  const notHere = leftOut.map(({ key }) => key);
  const work = { ...request, runs, notHere, sessions, record, hooks, stateDir, acts };
  const value = () => suiteValue(work);
  try {
    await runAll(work, missing);
  } finally {
    writeSuiteReports(record.folder, value());
  }
  return { exitCode: exitCodeOfSuite(request.mode, record.results), value: value() };
}

function takeOthers(stateDir: string, request: SuiteRequest, record: SuiteRecord): void {
  const done = new Set(record.results.map(({ key }) => key));
  const keys = new Set(request.runs.map(({ key }) => key).filter((key) => !done.has(key)));
  const found = gatherResults(stateDir, { ...request, seed: record.seed, keys });
  for (const result of found) record.append(result);
}

function nothingPossible(leftOut: readonly LeftOutRun[]): LakequakeError {
  return new LakequakeError('tool-missing', leftOut[0]?.because ?? 'the suite has no runs', {
    hint: 'Run it with --runtime docker; a folder whose Kafka is embedded cannot change, so give another with --state.',
  });
}

function suiteValue({ record, mode, runs, runtime, engine, notHere }: Work): SuiteValue {
  const order = new Map(runs.map(({ key }, index) => [key, index]));
  const results = record.results.toSorted((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0));
  const { id, folder, seed } = record;
  return {
    id,
    folder,
    seed,
    mode,
    runtime,
    engine: engine?.engine ?? 'duckdb',
    results,
    totals: suiteTotals(mode, results, runs.length),
    notHere,
  };
}

async function runAll(work: Work, runs: readonly PlannedRun[]): Promise<void> {
  const together = work.jobs > 1 ? runs.filter(({ dataOnly }) => dataOnly) : [];
  for (const run of runs.filter((one) => !together.includes(one))) await runAlone(work, run);
  if (together.length === 0) return;
  const again = await runTogether(work, together);
  // What its company may have spoilt is tried again alone.
  for (const { run, because } of again) await runAlone(work, run, because);
}

/** One run with the cluster to itself, and the cluster whole again afterwards. */
async function runAlone(work: Work, run: PlannedRun, retriedBecause: string | null = null): Promise<void> {
  let because = retriedBecause;
  if (because !== null) await work.sessions.retire();
  let result = await work.acts.run(await work.sessions.current(), run, work);
  if (because === null && result.error?.environment) {
    because = result.error.message;
    work.hooks.progress(`== ${run.key}: ${because}; once more on a fresh cluster`);
    await work.sessions.retire();
    result = await work.acts.run(await work.sessions.current(), run, work);
  }
  keep(work, { ...result, retriedBecause: because });
  await restoreCluster(work, result);
}

/** Several at a time; gives back those that ended with an error of the environment. */
async function runTogether(
  work: Work,
  runs: readonly PlannedRun[],
): Promise<{ run: PlannedRun; because: string }[]> {
  const queue = [...runs];
  const again: { run: PlannedRun; because: string }[] = [];
  const worker = async () => {
    for (let run = queue.shift(); run !== undefined; run = queue.shift()) {
      const result = await work.acts.run(await work.sessions.current(), run, { ...work, sideBySide: true });
      if (result.error?.environment) again.push({ run, because: result.error.message });
      else keep(work, result);
      await tidy(work, result);
    }
  };
  if (queue.length > 0) await work.sessions.current();
  // All of them end before the first one's trouble is passed on: the cluster is still theirs.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(work.jobs, runs.length) }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return again;
}

function keep({ record, mode, hooks, runs }: Work, result: SuiteResult): void {
  record.append(result);
  const mark = isAsWanted(mode, result) ? '' : ' (NOT as wanted)';
  const why = result.inconclusiveBecause === null ? '' : `: ${result.inconclusiveBecause}`;
  hooks.progress(
    `== ${result.key}: ${result.verdict}${mark}${why} ${result.seconds} s [${record.results.length}/${runs.length}]`,
  );
}

/** Removes what the run leaves, and retires the cluster when it is not fit for the next run. */
async function restoreCluster(work: Work, result: SuiteResult): Promise<void> {
  const troubles = [
    ...(await tidy(work, result)),
    ...(await work.acts.problems(await work.sessions.current())),
  ];
  if (troubles.length === 0) return;
  work.hooks.progress(`== the cluster is replaced: ${troubles.join('; ')}`);
  await work.sessions.retire();
}

/** What could not be tidied is a sign that the cluster is not fit. */
async function tidy({ sessions, mode, acts, keep: keepAll }: Work, result: SuiteResult): Promise<string[]> {
  const { stateDir, admin } = await sessions.current();
  try {
    const keepData = keepAll || !isAsWanted(mode, result);
    await acts.tidy({ stateDir, admin, runId: result.runId, keepData });
    return [];
  } catch (error) {
    if (error instanceof LakequakeError && !isEnvironmentError(error)) throw error;
    return [`the topic of ${result.runId} could not be deleted: ${(error as Error).message}`];
  }
}
