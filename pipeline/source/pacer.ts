// When the next events are due: event k of a stretch is due at its start + k / rate, to the microsecond and without drift, whatever
// the timer does. While the source is blocked the schedule goes on: what could not be made in time is made later, with the event
// time it should have had. A change of rate starts a new stretch.

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

/** A schedule that starts now. */
export function createPacer(ratePerSecond: number | null, startMs: number): Pacer {
  let rate = ratePerSecond;
  let start = startMs;
  let taken = 0;
  const dueAt = (k: number): number => start + (k * 1000) / (rate ?? Infinity);
  return {
    due: (nowMs) =>
      rate === null ? Infinity : Math.max(0, Math.floor(((nowMs - start) * rate) / 1000) + 1 - taken),
    next(nowMs) {
      if (rate === null) return nowMs;
      return dueAt(taken++);
    },
    setRate(next, nowMs) {
      rate = next;
      start = nowMs;
      taken = 0;
    },
    get ratePerSecond() {
      return rate;
    },
    waitMs: (nowMs) => (rate === null ? 0 : Math.max(0, dueAt(taken) - nowMs)),
  };
}
