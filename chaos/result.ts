// What a run comes to: the object `chaos run --json` prints, and how it becomes an exit code.
import { EXIT } from '../pipeline/contract/errors.ts';
import type { CheckResult } from './check-run.ts';
import type { Phase } from './journal.ts';
import type { Totals } from './oracle/totals.ts';
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
  runId: string;
  verdict: Verdict;
  expected: Expectation;
  asExpected: boolean;
  /** Why the run proves nothing; null when it does. */
  inconclusiveBecause: string | null;
  /** The anomalies found, the expected ones first. */
  evidence: Pick<CheckResult, 'id' | 'title' | 'means' | 'count' | 'examples'>[];
  detection: Detection[];
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

/** True when the verdict is the expected one and, for `broken`, every named checker found enough. */
export function isAsExpected(
  verdict: Verdict,
  checks: readonly CheckResult[],
  expected: Expectation,
): boolean {
  if (verdict !== expected.verdict) return false;
  const counts = new Map(checks.map(({ id, count }) => [id, count]));
  return (expected.by ?? []).every(({ checker, atLeast }) => (counts.get(checker) ?? 0) >= atLeast);
}
