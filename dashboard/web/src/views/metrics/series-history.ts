// The series as the page holds them: grown by what was measured since, cut to the time shown. Pure. A series that says nothing in an answer
// has a gap there; it must never be carried on with its last value.
import type { Metrics, Series } from '../../../../contract/metrics.ts';

export interface SeriesHistory {
  /** ms since the epoch, ascending. */
  at: number[];
  series: Map<string, Series>;
  faults: Metrics['faults'];
  runs: Metrics['runs'];
}

export const EMPTY: SeriesHistory = { at: [], series: new Map(), faults: [], runs: [] };

export const keyOf = ({ name, labels }: Pick<Series, 'name' | 'labels'>): string =>
  `${name} ${JSON.stringify(labels)}`;

const gaps = (length: number): null[] => Array.from({ length }, () => null);

/** The history with an answer put behind it, without what lies before `from`. */
export function grown(history: SeriesHistory, answer: Metrics, from: number): SeriesHistory {
  const last = history.at.at(-1) ?? Number.NEGATIVE_INFINITY;
  const fresh = answer.at.findIndex((time) => time > last);
  const start = fresh < 0 ? answer.at.length : fresh;
  const drop = history.at.findIndex((time) => time >= from);
  const kept = drop < 0 ? history.at.length : drop;
  const at = [...history.at.slice(kept), ...answer.at.slice(start)];
  const come = new Map(answer.series.map((one) => [keyOf(one), one]));
  const series = new Map<string, Series>();
  for (const key of new Set([...history.series.keys(), ...come.keys()])) {
    const [old, added] = [history.series.get(key), come.get(key)];
    const values = [
      ...(old?.values.slice(kept) ?? gaps(history.at.length - kept)),
      ...(added?.values.slice(start) ?? gaps(answer.at.length - start)),
    ];
    if (values.some((value) => value !== null)) series.set(key, { ...(added ?? old)!, values });
  }
  return { at, series, faults: answer.faults, runs: answer.runs };
}

/** As it stood at a moment of a recording: nothing of what came later. */
export function until({ at, series, faults, runs }: SeriesHistory, moment: number): SeriesHistory {
  const later = at.findIndex((time) => time > moment);
  const kept = later < 0 ? at.length : later;
  return {
    at: at.slice(0, kept),
    series: new Map(
      [...series].map(([key, one]) => [key, { ...one, values: one.values.slice(0, kept) }] as const),
    ),
    faults: faults
      .filter(({ from }) => from <= moment)
      .map((fault) => ({ ...fault, to: fault.to !== null && fault.to > moment ? null : fault.to })),
    runs,
  };
}

export interface LastValue {
  value: number | null;
  /** When it was last known; null when never in this time. */
  knownAt: number | null;
}

/** Measured every second; a value older than this is not the value now. */
const CURRENT_MS = 3_000;

/** The newest value, and only if it is of now. */
export function lastValue(at: readonly number[], values: readonly (number | null)[], now: number): LastValue {
  const index = values.findLastIndex((value) => value !== null);
  const knownAt = at[index] ?? null;
  const current = knownAt !== null && index === at.length - 1 && now - knownAt <= CURRENT_MS;
  return { value: current ? values[index]! : null, knownAt };
}

/** Growth per minute of a number that only grows, over the `points` before; unknown across a gap or when it fell. */
export function perMinute(
  at: readonly number[],
  values: readonly (number | null)[],
  points = 5,
): (number | null)[] {
  return values.map((value, index) => {
    const before = values[index - points];
    const gap = values.slice(Math.max(0, index - points), index).includes(null);
    if (value === null || before === null || before === undefined || gap || value < before) return null;
    return ((value - before) * 60_000) / (at[index]! - at[index - points]!);
  });
}
