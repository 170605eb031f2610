// Signals beside faults, from one state: for every fault the first signal after it, those that followed and those that stayed silent. Pure, and
// without zod, so that the page can use it too, on a recording, at the moment that is shown.
import type { SignalHistory } from './signals.ts';

export interface SignalFacts {
  title: string;
  notices: 'fault' | 'damage';
  limits: Record<string, number>;
}

/** As much of a LabState as it takes. */
export interface SignalState {
  at: number;
  run: {
    startedAt: number;
    phases: { name: string; startedAt: number | null; endedAt: number | null }[];
  } | null;
  faults: { id: string; label: string; since: number; endedAt: number | null }[];
  signals: Pick<
    SignalHistory['signals'][number],
    'id' | 'title' | 'severity' | 'state' | 'message' | 'spans'
  >[];
}

/** A signal may come so long after a fault has ended and still count as noticing it. */
const AFTERMATH_MS = 10_000;

function noticedBy(fault: SignalState['faults'][number], signals: SignalState['signals']) {
  const until = (fault.endedAt ?? Number.POSITIVE_INFINITY) + AFTERMATH_MS;
  return signals
    .flatMap(({ id, spans }) => {
      const first = spans.find(({ from }) => from >= fault.since && from <= until);
      return first === undefined
        ? []
        : [{ signal: id, seconds: Math.round((first.from - fault.since) / 10) / 100 }];
    })
    .sort((a, b) => a.seconds - b.seconds);
}

/** `facts` by id of the signal: what its file says; without it only the title is known. */
export function signalHistoryOf(
  { at, run, faults, signals }: SignalState,
  facts: ReadonlyMap<string, SignalFacts>,
): SignalHistory {
  return {
    at,
    from: run?.startedAt ?? null,
    phases: (run?.phases ?? []).flatMap(({ name, startedAt, endedAt }) =>
      startedAt === null ? [] : [{ name, from: startedAt, to: endedAt }],
    ),
    faults: faults.map((fault) => {
      const fired = noticedBy(fault, signals);
      const heard = new Set(fired.map(({ signal }) => signal));
      return {
        id: fault.id,
        label: fault.label,
        from: fault.since,
        to: fault.endedAt,
        first: fired[0] ?? null,
        fired,
        silent: signals.filter(({ id }) => !heard.has(id)).map(({ id }) => id),
      };
    }),
    signals: signals.map(({ id, title, severity, state, message, spans }) => ({
      id,
      title: facts.get(id)?.title ?? title,
      severity,
      notices: facts.get(id)?.notices ?? null,
      limits: facts.get(id)?.limits ?? {},
      state,
      message,
      spans,
    })),
  };
}
