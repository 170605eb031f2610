// The event-time watermark over partitions and when windows become final. Pure. The smallest partition counts; partitions
// that have been idle too long do not. It decides finality only: what is admitted is the row rule's business.
import { windowStartMs } from './window.ts';

export interface PartitionTime {
  /** Newest accepted event time, ms; null before the first event. */
  newestMs: number | null;
  idle: boolean;
}

/** ms since the epoch, or null when there is none yet: a live partition without events, or only idle ones. */
export function eventTimeWatermark(
  partitions: Iterable<PartitionTime>,
  allowedLatenessMs: number,
): number | null {
  let smallest: number | null = null;
  for (const { newestMs, idle } of partitions) {
    if (idle) continue;
    if (newestMs === null) return null;
    smallest = smallest === null ? newestMs : Math.min(smallest, newestMs);
  }
  return smallest === null ? null : smallest - allowedLatenessMs;
}

/** Every window that ends at or before the answer is final. Never goes back. */
export function finalBeforeMs(
  watermarkMs: number | null,
  windowMs: number,
  previousMs: number | undefined,
): number | undefined {
  if (watermarkMs === null) return previousMs;
  const passed = windowStartMs(watermarkMs, windowMs);
  return previousMs === undefined ? passed : Math.max(previousMs, passed);
}
