// One row per run of a suite, in words: what every rendering of it (terminal, Markdown, HTML, JUnit) shows. Pure.
import { saysOverruled } from '../overruled.ts';
import type { SuiteMode } from './plan.ts';
import { isAsWanted, outcomeOf, type SuiteResult } from './suite-result.ts';

export interface SuiteRow {
  scenario: string;
  /** With the protection that is off. */
  variant: string;
  outcome: string;
  asWanted: boolean;
  /** Checkers and their counts, or why it proves nothing. */
  found: string;
  /** Who noticed the fault first, and after how many seconds. */
  fault: string;
  /** Whether a signal that sees damage noticed it; – when nothing was damaged. */
  damage: string;
  recovery: string;
  seconds: string;
  note: string;
  runId: string;
}

const FOUND_SHOWN = 4;

/** A result as a row of the suite’s table, in words. */
export function suiteRow(mode: SuiteMode, result: SuiteResult): SuiteRow {
  const { scenario, variant, without, seconds, runId } = result;
  return {
    scenario,
    variant: without === null ? variant : `${variant} without ${without}`,
    outcome: outcomeOf(mode, result),
    asWanted: isAsWanted(mode, result),
    found: foundBy(result),
    fault: firstSignal(result),
    damage: damageOf(result),
    recovery: recoveryOf(result),
    seconds: seconds.toFixed(0),
    note: notesOf(mode, result),
    runId,
  };
}

function foundBy({ evidence, inconclusiveBecause, refused }: SuiteResult): string {
  if (inconclusiveBecause !== null) return inconclusiveBecause;
  if (refused !== null) return refused.says;
  const shown = evidence
    .slice(0, FOUND_SHOWN)
    .map(({ id, count }) => `${id} ${count.toLocaleString('en-US')}`);
  const more = evidence.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ') || 'nothing';
}

/** The first signal after any of the faults. */
export function firstSignal({ detection }: Pick<SuiteResult, 'detection'>): string {
  if (detection.length === 0) return '–';
  const seen = detection.flatMap(({ first, injectedAt }) =>
    first === null ? [] : [{ ...first, at: injectedAt + first.seconds * 1_000 }],
  );
  const [first] = seen.sort((a, b) => a.at - b.at);
  return first === undefined ? 'unseen' : `${first.signal} ${first.seconds.toFixed(1)} s`;
}

function damageOf({ evidence, damageUnseen, verdict }: SuiteResult): string {
  if (verdict !== 'broken' || evidence.length === 0) return '–';
  return damageUnseen ? 'unseen' : 'seen';
}

function recoveryOf({ recoverySeconds, phases }: SuiteResult): string {
  if (phases.length === 0) return '–';
  return recoverySeconds === null ? 'not in time' : `${recoverySeconds.toFixed(1)} s`;
}

function notesOf(mode: SuiteMode, result: SuiteResult): string {
  const notes = isAsWanted(mode, result) ? [] : [`wanted: ${wantedOf(mode, result)}`];
  if (mode === 'yours') notes.push(...(result.overruled ?? []).map(saysOverruled));
  if (result.retriedBecause !== null)
    notes.push(`run a second time, on a fresh cluster, because: ${result.retriedBecause}`);
  return notes.join('; ');
}

function wantedOf(mode: SuiteMode, { expected }: SuiteResult): string {
  if (mode === 'yours') return 'held';
  if (mode === 'unprotected') return 'broken';
  if (mode === 'disarmed') return 'inconclusive';
  const by = (expected.by ?? []).map(({ checker, atLeast }) => `${checker} ≥ ${atLeast}`);
  const noticed =
    expected.noticed === undefined
      ? []
      : [`${expected.noticed.signal ?? 'a signal'} within ${expected.noticed.withinSeconds} s`];
  return [expected.refusal ? `refused (${expected.refusal})` : expected.verdict, ...by, ...noticed].join(
    ', ',
  );
}
