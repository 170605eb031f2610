// One run as its journal tells it: summary, result, samples. Pure, and patient with journals of other versions: what they do not tell is
// null or left out.
import { type RunDetail, type RunSummary, runResultSchema, runSampleSchema } from '../../contract/runs.ts';
import { type Entry, entriesOf } from './journal-entries.ts';

/** What is known of a run beside its journal. */
export interface RunFrame {
  id: string;
  kind: RunSummary['kind'];
  seed: number | null;
  startedAt: number | null;
  hasRecording: boolean;
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const textOr = (value: unknown, other: string): string => (typeof value === 'string' ? value : other);

function resultOf(entries: readonly Entry[]): RunDetail['result'] {
  const parsed = runResultSchema.safeParse(entriesOf(entries, 'end').at(-1)?.result);
  return parsed.success ? parsed.data : null;
}

function stateOf(entries: readonly Entry[], result: RunDetail['result']): RunSummary['state'] {
  if (result !== null) return 'ended';
  return entriesOf(entries, 'error').length > 0 ? 'failed' : 'unfinished';
}

/** The line of a run in the list. */
export function summaryOf(
  { id, kind, seed, startedAt, hasRecording }: RunFrame,
  entries: readonly Entry[],
): RunSummary {
  const start = entriesOf(entries, 'start')[0];
  const result = resultOf(entries);
  return {
    id,
    kind,
    scenario: start?.scenario ?? null,
    variant: start?.variant ?? null,
    seed: start?.seed ?? seed,
    startedAt: start?.at ?? startedAt,
    verdict: result?.verdict ?? null,
    asExpected: result?.asExpected ?? null,
    seconds: result?.seconds ?? null,
    state: stateOf(entries, result),
    hasRecording,
    hasReport: start !== undefined,
  };
}

function samplesOf(entries: readonly Entry[]): RunDetail['samples'] {
  return entriesOf(entries, 'sample').flatMap((sample) => {
    const { acked, ackP99Ms, lagMs, isr } = sample;
    const parsed = runSampleSchema.safeParse({
      at: sample.at,
      acked: numberOrNull(acked),
      ackP99Ms: numberOrNull(ackP99Ms),
      lagMs: numberOrNull(lagMs),
      isr: numberOrNull(isr),
      active: sample.active ?? [],
      well: sample.well ?? null,
    });
    return parsed.success ? [parsed.data] : [];
  });
}

/** Everything a journal tells of a run. */
export function detailOf(frame: RunFrame, entries: readonly Entry[]): RunDetail {
  const start = entriesOf(entries, 'start')[0];
  const error = entriesOf(entries, 'error').at(-1);
  return {
    summary: summaryOf(frame, entries),
    changed: start?.changed ?? null,
    versions: start?.versions ?? null,
    scheduleHash: start?.scheduleHash ?? null,
    result: resultOf(entries),
    error:
      error === undefined
        ? null
        : { code: textOr(error.code, 'internal'), message: textOr(error.message, 'it did not end') },
    phases: entriesOf(entries, 'phase').map(({ phase, state, at, says }) => ({
      phase: textOr(phase, '?'),
      state: textOr(state, '?'),
      at: at ?? 0,
      says: says ?? null,
    })),
    faults: entriesOf(entries, 'fault').map(({ fault, state, at, proof }) => ({
      fault: textOr(fault, '?'),
      state: textOr(state, '?'),
      at: at ?? 0,
      says: proof?.says ?? null,
    })),
    signals: entriesOf(entries, 'signal').map(({ signal, subject, says, firedAt, at }) => ({
      signal: textOr(signal, '?'),
      subject: textOr(subject, ''),
      says: textOr(says, ''),
      firedAt: firedAt ?? at ?? 0,
    })),
    samples: samplesOf(entries),
    checks: entriesOf(entries, 'check').flatMap(({ check }) =>
      check === undefined
        ? []
        : [{ id: check.id, title: check.title, count: check.count, violated: check.violated }],
    ),
  };
}
