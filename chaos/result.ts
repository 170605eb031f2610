// What a run comes to: the object `chaos run --json` prints, and how it becomes an exit code.
import { EXIT } from '../pipeline/contract/errors.ts';
import type { Engine } from '../pipeline/contract/run-spec.ts';
import type { GivenDiagnosis } from './before-healing.ts';
import type { CheckResult } from './check-run.ts';
import type { Phase } from './journal.ts';
import type { Totals } from './oracle/totals.ts';
import type { Overruled } from './overruled.ts';
import type { Expectation } from './scenario.ts';

export type Verdict = 'held' | 'broken' | 'inconclusive';

export interface Detection {
  fault: string;
  /** ms since the epoch. */
  injectedAt: number;
  /** The first signal to fire after the fault; null when none did. */
  first: { signal: string; subject: string; says: string; seconds: number } | null;
  /** Every signal that fired after it, with the seconds since. */
  fired: { signal: string; subject: string; seconds: number }[];
  silent: string[];
  /** Nobody noticed the fault. */
  faultUnseen: boolean;
}

export interface PhaseRecord {
  phase: Phase;
  /** ms since the epoch. */
  at: number;
  seconds: number;
  /** Events acknowledged by its end. */
  acked: number;
  says: string | null;
}

export interface RunResult {
  scenario: string;
  variant: string;
  seed: number;
  /** What processed the stream; duckdb when absent (runs of earlier versions). */
  engine?: Engine;
  runId: string;
  verdict: Verdict;
  expected: Expectation;
  asExpected: boolean;
  /** Why the run proves nothing; null when it does. */
  inconclusiveBecause: string | null;
  /** The pipeline would not start, and why: a protection. */
  refused: { code: string; says: string } | null;
  /** The protection that was switched off, if one was. */
  without: string | null;
  /** What of a user's settings the run did not take; absent when it took all. */
  overruled?: Overruled[] | undefined;
  /** The anomalies found, the expected ones first. */
  evidence: Pick<CheckResult, 'id' | 'title' | 'means' | 'count' | 'examples'>[];
  detection: Detection[];
  /** Something was lost, doubled, late or wrong, and no signal that sees such damage fired. */
  damageUnseen: boolean;
  diagnoses: GivenDiagnosis[];
  /** From the begin of healing until the steady state; null when it did not come back. */
  recoverySeconds: number | null;
  phases: PhaseRecord[];
  faults: {
    fault: string;
    args: Record<string, unknown>;
    proof: string | null;
    injectedAt: number;
    undoneAt: number | null;
  }[];
  totals: Totals | null;
  scheduleHash: string;
  seconds: number;
}

/** 0 as expected, 5 inconclusive, 1 anything else. */
export function exitCodeOfResult({ asExpected, verdict }: RunResult): number {
  if (asExpected) return EXIT.ok;
  return verdict === 'inconclusive' ? EXIT.inconclusive : EXIT.unexpected;
}

/** What `isAsExpected` looks at. */
export interface Found {
  verdict: Verdict;
  checks: readonly Pick<CheckResult, 'id' | 'count'>[];
  detection: readonly Detection[];
  refused: boolean;
}

/** True when the verdict is the expected one, every named checker found enough, and what was to be noticed was noticed in time. */
export function isAsExpected({ verdict, checks, detection, refused }: Found, expected: Expectation): boolean {
  const counts = new Map(checks.map(({ id, count }) => [id, count]));
  const countOf = (checker: string) => counts.get(checker) ?? 0;
  return (
    verdict === expected.verdict &&
    refused === (expected.refusal !== undefined) &&
    (expected.by ?? []).every(({ checker, atLeast }) => countOf(checker) >= atLeast) &&
    (expected.notBy ?? []).every((checker) => countOf(checker) === 0) &&
    wasNoticed(detection, expected.noticed)
  );
}

function wasNoticed(detection: readonly Detection[], wanted: Expectation['noticed']): boolean {
  if (wanted === undefined) return true;
  const { signal: id, withinSeconds } = wanted;
  return detection.some(({ fired }) =>
    fired.some(({ signal, seconds }) => (id === undefined || signal === id) && seconds <= withinSeconds),
  );
}
