// Signals beside faults, from one state: for every fault the first signal after it, those that followed and those that stayed silent. What
// a signal is (its thresholds, whether it notices faults or damage) comes from its file. Pure but for reading those files once.
import { limitsOf, loadSignals } from '../../pipeline/observe/evaluate.ts';
import type { SignalHistory } from '../contract/signals.ts';
import type { LabState } from '../contract.ts';

export interface SignalFacts {
  title: string;
  notices: 'fault' | 'damage';
  limits: Record<string, number>;
}

/** A signal may come so long after a fault has ended and still count as noticing it. */
const AFTERMATH_MS = 10_000;

/** What the rules' files say, by id. */
export async function signalFacts(): Promise<ReadonlyMap<string, SignalFacts>> {
  const rules = await loadSignals();
  return new Map(
    rules.map((rule) => [
      rule.id,
      { title: rule.title, notices: rule.notices, limits: { ...limitsOf(rule, {}) } },
    ]),
  );
}

function noticedBy(fault: LabState['faults'][number], signals: LabState['signals']) {
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

export function signalHistory(
  { at, run, faults, signals }: LabState,
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
