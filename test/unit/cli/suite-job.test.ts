// How a suite goes on, with runs that are told what to come to: what is tried again and what never is, when the cluster is replaced,
// what an interruption leaves.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlannedRun } from '../../../chaos/suite/plan.ts';
import { resultOfError, type SuiteResult } from '../../../chaos/suite/suite-result.ts';
import type { Session } from '../../../cli/control/session.ts';
import { runSuiteJob, type SuiteRequest, type SuiteValue } from '../../../cli/control/suite/suite-job.ts';
import type { SuiteSessions } from '../../../cli/control/suite/suite-sessions.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { suiteResult } from '../chaos/suite-results.ts';

let stateDir: string;
let retired: number;
let ran: string[];
let kept: boolean[];
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-suite-'));
  [retired, ran, kept] = [0, [], []];
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

const planned = (scenario: string, dataOnly = false): PlannedRun => ({
  key: `${scenario}/naive`,
  scenario,
  variant: 'naive',
  dataOnly,
});
const sessions: SuiteSessions = {
  current: async () => ({ stateDir }) as Session,
  retire: async () => {
    retired += 1;
  },
  close: async () => undefined,
};
const ill = (run: PlannedRun) =>
  resultOfError(run, new LakequakeError('hypothesis-not-met', 'not healthy before the fault'), {
    seed: 7,
    runId: 'r',
    seconds: 1,
    expected: { verdict: 'held' },
  });

type Outcome = (run: PlannedRun, time: number) => SuiteResult;

function suite(
  runs: PlannedRun[],
  outcome: Outcome,
  part: Partial<SuiteRequest> = {},
  problems: string[] = [],
) {
  const request = {
    mode: 'expected',
    runs,
    seed: 7,
    settings: null,
    runtime: 'embedded',
    fresh: false,
    keep: false,
    jobs: 1,
    gather: false,
    ...part,
  } as const;
  const hooks = { progress: () => undefined, signal: new AbortController().signal };
  const job = runSuiteJob(sessions, stateDir, request, hooks, {
    run: async (_session, run) => {
      ran.push(run.key);
      return outcome(run, ran.filter((key) => key === run.key).length);
    },
    problems: async () => problems,
    tidy: async ({ keepData }) => void kept.push(keepData),
  });
  return job.then(({ exitCode, value }) => ({ exitCode, ...(value as SuiteValue) }));
}
const fine: Outcome = ({ key }) => suiteResult({ key });

describe('a suite', () => {
  it('tries an error of the environment once more on another cluster, and says so', async () => {
    const { results, exitCode, totals } = await suite([planned('a')], (run, time) =>
      time === 1 ? ill(run) : fine(run, time),
    );
    expect(ran).toEqual(['a/naive', 'a/naive']);
    expect(retired).toBe(1);
    expect(results).toMatchObject([{ verdict: 'held', retriedBecause: 'not healthy before the fault' }]);
    expect({ exitCode, retried: totals.retried }).toEqual({ exitCode: 0, retried: 1 });
  });

  it('does not try a third time', async () => {
    const { exitCode } = await suite([planned('a')], ill);
    expect(ran.length).toBe(2);
    expect(exitCode).toBe(5);
  });

  it('never tries an unexpected verdict again, and keeps its data', async () => {
    const { exitCode } = await suite([planned('a'), planned('b')], ({ key }) =>
      suiteResult({ key, verdict: 'broken', asExpected: key !== 'a/naive' }),
    );
    expect(ran).toEqual(['a/naive', 'b/naive']);
    expect(kept).toEqual([true, false]);
    expect({ exitCode, retired }).toEqual({ exitCode: 1, retired: 0 });
  });

  it('replaces a cluster that is not whole after a run', async () => {
    await suite([planned('a')], fine, {}, ['broker-2 is down']);
    expect(retired).toBe(1);
  });

  it('goes on with what is missing after an interruption, whose reports are there', async () => {
    const runs = [planned('a'), planned('b')];
    const stop: Outcome = (run, time) => {
      if (run.scenario === 'b') throw new LakequakeError('aborted', 'stopped');
      return fine(run, time);
    };
    await expect(suite(runs, stop)).rejects.toMatchObject({ code: 'aborted' });
    const { results, folder } = await suite(runs, fine);
    expect(ran).toEqual(['a/naive', 'b/naive', 'b/naive']);
    expect(results.map(({ key }) => key)).toEqual(['a/naive', 'b/naive']);
    for (const name of ['results.jsonl', 'report.md', 'report.html', 'junit.xml'])
      expect(existsSync(join(folder, name)), name).toBe(true);
  });

  it('takes what other suites of the same seed have, when asked to, and says that it did', async () => {
    const broken: Outcome = ({ key }) => suiteResult({ key, verdict: 'broken' });
    await suite([planned('a')], broken);
    await suite([planned('b')], ill);
    await suite([planned('c')], broken, { mode: 'disarmed' });
    const all = [planned('a'), planned('b'), planned('c')];
    ran.length = 0;
    const { results } = await suite(all, broken, { mode: 'unprotected', gather: true });
    expect(ran).toEqual(['b/naive', 'c/naive']);
    expect(results.map(({ takenFrom }) => takenFrom?.sameCode)).toEqual([true, undefined, undefined]);
    ran.length = 0;
    await suite(all, broken, { mode: 'unprotected', gather: true, seed: 8, fresh: true });
    expect(ran.length).toBe(3);
  });

  it('runs those that touch only data last and, when several at a time are asked for, tries their environment errors alone', async () => {
    const runs = [planned('x'), planned('d1', true), planned('d2', true)];
    const { results } = await suite(
      runs,
      (run, time) => (run.scenario === 'd2' && time === 1 ? ill(run) : fine(run, time)),
      { jobs: 2 },
    );
    expect(ran[0]).toBe('x/naive');
    expect(ran.filter((key) => key === 'd2/naive').length).toBe(2);
    expect(results.map(({ retriedBecause }) => retriedBecause !== null)).toEqual([false, false, true]);
  });
});
