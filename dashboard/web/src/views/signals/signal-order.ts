// Signals as the view orders them: who fired in the time that is shown, first to fire first; then those whose input is missing; the rest were
// silent. Pure. A silent signal is no proof of health: it only did not fire.
import type { SignalHistory } from '../../../../contract/signals.ts';

export type HistoricSignal = SignalHistory['signals'][number];
export type HistoricFault = SignalHistory['faults'][number];
export interface Axis {
  from: number;
  to: number;
}
export interface Ordered {
  fired: HistoricSignal[];
  missing: HistoricSignal[];
  silent: HistoricSignal[];
}

/** Spans that reach into the axis. */
export const spansIn = ({ spans }: HistoricSignal, { from, to }: Axis) =>
  spans.filter((span) => span.from <= to && (span.to === null || span.to >= from));

export function orderSignals(signals: readonly HistoricSignal[], axis: Axis): Ordered {
  const began = (signal: HistoricSignal) => spansIn(signal, axis)[0]?.from ?? Number.POSITIVE_INFINITY;
  const known = signals.filter(({ state }) => state !== 'missing');
  const hasFired = (signal: HistoricSignal) => spansIn(signal, axis).length > 0;
  return {
    fired: signals.filter(hasFired).sort((a, b) => began(a) - began(b)),
    missing: signals.filter((signal) => signal.state === 'missing' && !hasFired(signal)),
    silent: known.filter((signal) => !hasFired(signal)),
  };
}

/** Where a time lies on the axis, per cent, within it. */
export const place = (time: number, { from, to }: Axis): number =>
  Math.min(100, Math.max(0, ((time - from) / Math.max(1, to - from)) * 100));

const STEPS_S = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Round times on the axis, at most `most`. */
export function ticksOf({ from, to }: Axis, most: number): number[] {
  const stepMs = (STEPS_S.find((step) => (to - from) / (step * 1000) <= most) ?? 7200) * 1000;
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / stepMs) * stepMs; tick < to; tick += stepMs) ticks.push(tick);
  return ticks;
}

export const RANGES = [
  { id: 'run', title: 'whole run', ms: Number.POSITIVE_INFINITY },
  { id: '15', title: '15 min', ms: 900_000 },
  { id: '5', title: '5 min', ms: 300_000 },
  { id: '2', title: '2 min', ms: 120_000 },
] as const;
export type RangeId = (typeof RANGES)[number]['id'];
/** Before this much, a whole run is still too short to be looked at. */
const SHORTEST_MS = 60_000;
/** A lab stands for days; the axis does not. */
const LONGEST_MS = 6 * 3_600_000;

export function axisOf({ at, from }: Pick<SignalHistory, 'at' | 'from'>, range: RangeId): Axis {
  const span = RANGES.find(({ id }) => id === range)!.ms;
  const run = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, at - (from ?? at)));
  return { from: at - Math.min(span, run), to: at };
}
