// When the next micro-batch starts. Pure: at once when a full batch waits, else not sooner than the trigger interval
// after the last start; never without input.

export interface TriggerState {
  nowMs: number;
  /** Start of the last batch; null before the first. */
  lastStartMs: number | null;
  triggerMs: number;
  hasInput: boolean;
  /** As much input waits as one batch takes. */
  full: boolean;
}

/** ms until the next batch may start (0: now), or null when there is nothing to do. */
export function msUntilTrigger(state: TriggerState): number | null {
  const { nowMs, lastStartMs, triggerMs, hasInput, full } = state;
  if (!hasInput) return null;
  if (full || lastStartMs === null) return 0;
  // A clock that was set back must not stop the query for as long.
  const waited = Math.max(0, nowMs - lastStartMs);
  return nowMs < lastStartMs ? 0 : Math.max(0, triggerMs - waited);
}
