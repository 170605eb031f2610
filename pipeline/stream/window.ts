// Tumbling windows over event time and the row rule that admits an event to its window. Pure arithmetic in ms since the
// epoch. `medallion/sql/admitted.sql` says the same in SQL; a test holds the two together.

/** Start of the window an instant falls into, also before 1970. */
export function windowStartMs(timeMs: number, windowMs: number): number {
  return timeMs - (((timeMs % windowMs) + windowMs) % windowMs);
}

export interface RowRule {
  windowMs: number;
  allowedLatenessMs: number;
}

/**
 * Whether gold takes an event: its partition's watermark (newest accepted event before it, less the allowed lateness)
 * had not yet passed the end of its window. It looks at nothing but the row, so batch boundaries cannot matter.
 */
export function isAdmitted(row: { eventTimeMs: number; behindMs: number }, rule: RowRule): boolean {
  const end = windowStartMs(row.eventTimeMs, rule.windowMs) + rule.windowMs;
  return row.eventTimeMs + row.behindMs - rule.allowedLatenessMs < end;
}

/** behind_ms of events in offset order, given the newest accepted event time before them (null: none yet). */
export function behindMsOf(eventTimesMs: readonly number[], newestBeforeMs: number | null): number[] {
  let newest = newestBeforeMs ?? Number.NEGATIVE_INFINITY;
  return eventTimesMs.map((time) => {
    const behind = Math.max(0, newest - time);
    newest = Math.max(newest, time);
    return behind;
  });
}
