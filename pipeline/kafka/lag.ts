// How far a reader stands behind the log. Pure. Unknown is null, never zero: a lag from an old report is how metrics lie.

export interface LagInput {
  /** Next offset to be read. */
  position: number;
  logEndOffset: number | null;
  /** CreateTime of the oldest record fetched but not yet in bronze, ms; null when none is held. */
  oldestHeldMs: number | null;
  nowMs: number;
}

/** Records the log holds and bronze does not. */
export function lagRecords({
  position,
  logEndOffset,
}: Pick<LagInput, 'position' | 'logEndOffset'>): number | null {
  return logEndOffset === null ? null : Math.max(0, logEndOffset - position);
}

/** Age of the oldest record not yet in bronze; 0 when there is none, null when it cannot be known. */
export function lagMs(input: LagInput): number | null {
  const records = lagRecords(input);
  if (records === 0) return 0;
  return input.oldestHeldMs === null ? null : Math.max(0, input.nowMs - input.oldestHeldMs);
}
