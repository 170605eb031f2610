// Which runs the author checks make, and which of them may be under way at a time. The runs themselves are only counted here.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunResult } from '../../../chaos/result.ts';
import { makeMissingRuns, withoutFault } from '../../../labs/missing-runs.ts';
import { findLab } from '../../../labs/registry.ts';
import type { RunLab } from '../../../labs/run-port.ts';

const ALL = ['starts', 'solutions', 'disarmed'] as const;

interface Made {
  run: string;
  disarmed: boolean | undefined;
  sideBySide: boolean | undefined;
}

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-missing-'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

/** Counts runs and how many are under way; the one of that number fails at once. */
function counter(failing = 0) {
  const made: Made[] = [];
  const seen = { most: 0, now: 0 };
  const run: RunLab = async (spec, _settings, { disarmed, sideBySide } = {}) => {
    made.push({ run: spec.id, disarmed, sideBySide });
    if (made.length === failing) throw new Error('it failed');
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await new Promise((done) => setImmediate(done));
    seen.now -= 1;
    return {} as RunResult;
  };
  return { made, seen, run };
}

/** A lab whose only run touches nothing but data. */
async function dataOnlyLab() {
  const lab = await findLab('10');
  return { ...lab, runs: lab.runs.filter(({ scenario }) => scenario === 'lying-timestamps') };
}

const options = (run: RunLab, jobs: number) => ({ stateDir, run, jobs, reuseSince: 0 });

it('makes each run once: handed out, solved, without its fault', async () => {
  const lab = await findLab('10');
  const { made, run } = counter();
  await makeMissingRuns(lab, ALL, options(run, 1));
  for (const { id } of lab.runs)
    expect(made.filter((one) => one.run === id).map(({ disarmed }) => disarmed)).toEqual([
      false,
      false,
      true,
    ]);
});

it('makes a run without its fault only where a check would ask for it', async () => {
  const { made, run } = counter();
  await makeMissingRuns(await findLab('15'), ALL, options(run, 1));
  expect(made.map((one) => [one.run, one.disarmed])).toEqual([
    ['duckdb', false],
    ['duckdb', true],
    ['spark', false],
    ['spark', false],
  ]);
});

it('makes runs that touch only data two at a time, and says so', async () => {
  const { made, seen, run } = counter();
  await makeMissingRuns(await dataOnlyLab(), ALL, options(run, 2));
  expect(seen.most).toBe(2);
  expect(made.every(({ sideBySide }) => sideBySide === true)).toBe(true);
});

it('gives a run whose fault strikes the cluster the cluster to itself', async () => {
  const { made, seen, run } = counter();
  await makeMissingRuns(await findLab('4'), ALL, options(run, 2));
  expect(seen.most).toBe(1);
  expect(made.every(({ sideBySide }) => sideBySide === false)).toBe(true);
});

it('gives a run that measures speed no company, though it touches only data', async () => {
  const lab = await dataOnlyLab();
  const { seen, run } = counter();
  const runs = lab.runs.map((spec) => ({ ...spec, alone: true }));
  await makeMissingRuns({ ...lab, runs }, ALL, options(run, 2));
  expect(seen.most).toBe(1);
});

it('passes the first trouble on when no run is under way any more', async () => {
  const { seen, run } = counter(1);
  await expect(makeMissingRuns(await dataOnlyLab(), ALL, options(run, 2))).rejects.toThrow('it failed');
  expect(seen.now).toBe(0);
});

it('takes a run for one without its fault when the fault stands in it and left no trace', () => {
  const result = (verdict: string, proofs: (string | null)[]) =>
    ({ verdict, faults: proofs.map((proof) => ({ fault: 'kill-broker', proof })) }) as RunResult;
  expect(withoutFault(result('inconclusive', [null]))).toBe(true);
  expect(withoutFault(result('inconclusive', ['broker-2 is gone']))).toBe(false);
  expect(withoutFault(result('broken', ['broker-2 is gone']))).toBe(false);
  expect(withoutFault(result('held', []))).toBe(false);
});

it('makes no solved run where no step asks for one: what is asked about a run is asked of the one handed out', async () => {
  const lab = await findLab('2');
  const replayed = lab.steps.filter(({ file }) => file === 'pipeline.yaml').map(({ run }) => run);
  const { made, run } = counter();
  await makeMissingRuns(lab, ALL, options(run, 1));
  for (const { id } of lab.runs)
    expect(made.filter((one) => one.run === id)).toHaveLength(replayed.includes(id) ? 3 : 2);
});
