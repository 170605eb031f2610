// One run as its journal tells it: summary, result, samples. Pure, and patient with journals of other versions: what they do not tell is null
// or left out. Without zod, so that the page can use it too, on a recording that was opened as a file.
import type { RunDetail, RunSummary } from './runs.ts';

export type JournalLine = { type: string; at: number } & Record<string, unknown>;

/** What is known of a run beside its journal. */
export interface RunFrame {
  id: string;
  kind: RunSummary['kind'];
  seed: number | null;
  startedAt: number | null;
  hasRecording: boolean;
}

/** Says whether a value is a result that can be shown whole; null when not. */
export type ReadResult = (value: unknown) => RunDetail['result'];

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const textOr = (value: unknown, other: string): string => textOrNull(value) ?? other;
const bagOrNull = <T>(value: unknown): Record<string, T> | null =>
  typeof value === 'object' && value !== null ? (value as Record<string, T>) : null;
const linesOf = (journal: readonly JournalLine[], type: string) =>
  journal.filter((line) => line.type === type);

/** The line of a run in the list. */
export function runSummaryOf(
  { id, kind, seed, startedAt, hasRecording }: RunFrame,
  journal: readonly JournalLine[],
  readResult: ReadResult,
): RunSummary {
  const start = linesOf(journal, 'start')[0];
  const result = readResult(linesOf(journal, 'end').at(-1)?.result);
  const failed = linesOf(journal, 'error').length > 0;
  return {
    id,
    kind,
    scenario: textOrNull(start?.scenario),
    variant: textOrNull(start?.variant),
    seed: numberOrNull(start?.seed) ?? seed,
    startedAt: start?.at ?? startedAt,
    verdict: result?.verdict ?? null,
    asExpected: result?.asExpected ?? null,
    seconds: result?.seconds ?? null,
    state: result !== null ? 'ended' : failed ? 'failed' : 'unfinished',
    hasRecording,
    hasReport: start !== undefined,
  };
}

function samplesOf(journal: readonly JournalLine[]): RunDetail['samples'] {
  return linesOf(journal, 'sample').map(({ at, acked, ackP99Ms, lagMs, isr, active, well }) => ({
    at,
    acked: numberOrNull(acked),
    ackP99Ms: numberOrNull(ackP99Ms),
    lagMs: numberOrNull(lagMs),
    isr: numberOrNull(isr),
    active: Array.isArray(active) ? active.filter((one) => typeof one === 'string') : [],
    well: typeof well === 'boolean' ? well : null,
  }));
}

function checksOf(journal: readonly JournalLine[]): RunDetail['checks'] {
  return linesOf(journal, 'check').flatMap(({ check }) => {
    const { id, title, count, violated } = bagOrNull<unknown>(check) ?? {};
    if (typeof id !== 'string' || typeof count !== 'number') return [];
    return [{ id, title: textOr(title, id), count, violated: violated === true }];
  });
}

/** Everything a journal tells of a run. */
export function runDetailOf(
  frame: RunFrame,
  journal: readonly JournalLine[],
  readResult: ReadResult,
): RunDetail {
  const start = linesOf(journal, 'start')[0];
  const error = linesOf(journal, 'error').at(-1);
  return {
    summary: runSummaryOf(frame, journal, readResult),
    changed: bagOrNull(start?.changed),
    versions: bagOrNull<string>(start?.versions),
    scheduleHash: textOrNull(start?.scheduleHash),
    result: readResult(linesOf(journal, 'end').at(-1)?.result),
    error:
      error === undefined
        ? null
        : { code: textOr(error.code, 'internal'), message: textOr(error.message, 'it did not end') },
    phases: linesOf(journal, 'phase').map(({ phase, state, at, says }) => ({
      phase: textOr(phase, '?'),
      state: textOr(state, '?'),
      at,
      says: textOrNull(says),
    })),
    faults: linesOf(journal, 'fault').map(({ fault, state, at, proof }) => ({
      fault: textOr(fault, '?'),
      state: textOr(state, '?'),
      at,
      says: textOrNull(bagOrNull<unknown>(proof)?.says),
    })),
    signals: linesOf(journal, 'signal').map(({ signal, subject, says, firedAt, at }) => ({
      signal: textOr(signal, '?'),
      subject: textOr(subject, ''),
      says: textOr(says, ''),
      firedAt: numberOrNull(firedAt) ?? at,
    })),
    samples: samplesOf(journal),
    checks: checksOf(journal),
  };
}
