// What a suite keeps of each run, when that is what was wanted, and the totals. Pure. An inconclusive run is never a pass (except in a
// disarmed suite, where it is the only one), and a run that was made again says so.
import { EXIT, exitCodeOf, LakequakeError } from '../../pipeline/contract/errors.ts';
import type { RunResult } from '../result.ts';
import type { PlannedRun, SuiteMode } from './plan.ts';

/** The object `chaos run --json` prints, with what the suite adds. */
export interface SuiteResult extends RunResult {
  /** Of the planned run. */
  key: string;
  /** The run ended with an error instead of a verdict. */
  error: { code: string; message: string; environment: boolean } | null;
  /** Why it was run a second time, on a fresh cluster: the environment was not healthy before the fault. Never for a verdict. */
  retriedBecause: string | null;
  /** The other suite whose result this is, when it was not made again. */
  takenFrom?: { suite: string; sameCode: boolean };
}

export interface SuiteTotals {
  runs: number;
  planned: number;
  asWanted: number;
  unexpected: number;
  held: number;
  broken: number;
  inconclusive: number;
  /** Refused at the start, and held by that; among `held`. */
  refused: number;
  retried: number;
  /** Sum of the runs' own times. */
  seconds: number;
  medianSeconds: number | null;
}

/** Whether this is what such a suite wants to see. */
export function isAsWanted(mode: SuiteMode, { verdict, asExpected, error, refused }: SuiteResult): boolean {
  if (error !== null) return false;
  if (mode === 'unprotected') return verdict === 'broken';
  if (mode === 'disarmed') return verdict === 'inconclusive';
  if (mode === 'yours') return verdict === 'held' || refused !== null;
  return asExpected;
}

/** In a word, what it came to. */
export function outcomeOf(mode: SuiteMode, result: SuiteResult): string {
  if (result.error !== null) return 'error';
  if (result.refused !== null && result.verdict === 'held') return 'refused';
  if (mode === 'yours' && result.verdict === 'held') return 'survived';
  return result.verdict;
}

/** Counts and times over the results so far; `planned` is how many runs there shall be. */
export function suiteTotals(mode: SuiteMode, results: readonly SuiteResult[], planned: number): SuiteTotals {
  const count = (wanted: (result: SuiteResult) => boolean) => results.filter(wanted).length;
  const seconds = results.map((result) => result.seconds).sort((a, b) => a - b);
  return {
    runs: results.length,
    planned,
    asWanted: count((result) => isAsWanted(mode, result)),
    unexpected: count((result) => isUnexpected(mode, result)),
    held: count(({ verdict }) => verdict === 'held'),
    broken: count(({ verdict }) => verdict === 'broken'),
    inconclusive: count(({ verdict }) => verdict === 'inconclusive'),
    refused: count((result) => outcomeOf(mode, result) === 'refused'),
    retried: count(({ retriedBecause }) => retriedBecause !== null),
    seconds: Math.round(seconds.reduce((sum, one) => sum + one, 0)),
    medianSeconds: seconds[Math.floor(seconds.length / 2)] ?? null,
  };
}

/** Wrong, and not just without proof. */
function isUnexpected(mode: SuiteMode, result: SuiteResult): boolean {
  if (isAsWanted(mode, result)) return false;
  return result.verdict !== 'inconclusive' || (result.error !== null && !result.error.environment);
}

/** 0 all as wanted, 1 any unexpected, 5 when only inconclusive ones (or an environment that would not be healthy) spoil it. */
export function exitCodeOfSuite(mode: SuiteMode, results: readonly SuiteResult[]): number {
  if (results.some((result) => isUnexpected(mode, result))) return EXIT.unexpected;
  return results.every((result) => isAsWanted(mode, result)) ? EXIT.ok : EXIT.inconclusive;
}

/** Errors of the environment say nothing about the pipeline: such a run may be made again. */
export function isEnvironmentError(error: unknown): boolean {
  return error instanceof LakequakeError && exitCodeOf(error) === EXIT.environment;
}

/** A run that ended with an error, as a result: it proves nothing. */
export function resultOfError(
  { key, scenario, variant, without }: PlannedRun,
  error: unknown,
  facts: { seed: number; runId: string; seconds: number; expected: RunResult['expected'] },
): SuiteResult {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof LakequakeError ? error.code : 'internal';
  return {
    scenario,
    variant,
    seed: facts.seed,
    runId: facts.runId,
    verdict: 'inconclusive',
    expected: facts.expected,
    asExpected: false,
    inconclusiveBecause: `${message} (${code})`,
    refused: null,
    without: without ?? null,
    evidence: [],
    detection: [],
    damageUnseen: false,
    diagnoses: [],
    recoverySeconds: null,
    phases: [],
    faults: [],
    totals: null,
    scheduleHash: '',
    seconds: Math.round(facts.seconds * 100) / 100,
    key,
    error: { code, message, environment: isEnvironmentError(error) },
    retriedBecause: null,
  };
}
