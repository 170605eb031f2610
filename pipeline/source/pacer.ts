// When the next events are due: event k of a stretch is due at its start + k / rate, to the microsecond and without drift, whatever
// the timer does; or, in a bursty stream, when its rhythm says. While the source is blocked the schedule goes on: what could not be made
// in time is made later, with the event time it should have had. A change of rate starts a new stretch.
import type { Rhythm } from './rhythm.ts';

export interface Pacer {
  /** Events due and not yet taken; Infinity without a rate. */
  due(nowMs: number): number;
  /** Takes one event and returns when it was due (now, without a rate). */
  next(nowMs: number): number;
  setRate(ratePerSecond: number | null, nowMs: number): void;
  readonly ratePerSecond: number | null;
  /** ms until another event is due; 0 when one is. */
  waitMs(nowMs: number): number;
}

/** Due times of one stretch, taken in order. */
interface Schedule {
  due(nowMs: number): number;
  take(): number;
  /** When the next one is due. */
  readonly nextAt: number;
}

/** A schedule that starts now; `rhythm` makes the one of a rate, and without it events are evenly spaced. */
export function createPacer(
  ratePerSecond: number | null,
  startMs: number,
  rhythm?: (ratePerSecond: number) => Rhythm,
): Pacer {
  const scheduleOf = (rate: number | null, start: number): Schedule | undefined => {
    if (rate === null) return undefined;
    return rhythm && rate > 0 ? rhythmic(start, rhythm(rate)) : even(start, rate);
  };
  let rate = ratePerSecond;
  let schedule = scheduleOf(rate, startMs);
  return {
    due: (nowMs) => schedule?.due(nowMs) ?? Infinity,
    next: (nowMs) => schedule?.take() ?? nowMs,
    setRate(next, nowMs) {
      rate = next;
      schedule = scheduleOf(rate, nowMs);
    },
    get ratePerSecond() {
      return rate;
    },
    waitMs: (nowMs) => (schedule === undefined ? 0 : Math.max(0, schedule.nextAt - nowMs)),
  };
}

function even(start: number, rate: number): Schedule {
  let taken = 0;
  const dueAt = (k: number): number => start + (k * 1000) / rate;
  return {
    due: (nowMs) => Math.max(0, Math.floor(((nowMs - start) * rate) / 1000) + 1 - taken),
    take: () => dueAt(taken++),
    get nextAt() {
      return dueAt(taken);
    },
  };
}

function rhythmic(start: number, rhythm: Rhythm): Schedule {
  /** Due times known and not taken from `first` on; the last one lies beyond what was asked for. */
  let known = [start + rhythm()];
  let first = 0;
  return {
    due(nowMs) {
      while (known.at(-1)! <= nowMs) known.push(start + rhythm());
      return known.length - 1 - first;
    },
    take() {
      const at = known[first++]!;
      if (first === known.length) known.push(start + rhythm());
      if (first > 4_096) [known, first] = [known.slice(first), 0];
      return at;
    },
    get nextAt() {
      return known[first]!;
    },
  };
}
