// How far event time has come in each Kafka partition, as gold has seen it, and the watermark that follows. It decides only when a window is
// called final; what is counted is the row rule's business.
import type { Settings } from '../contract/settings.ts';
import { trackIdleness } from '../stream/idleness.ts';
import { eventTimeWatermark } from '../stream/watermark.ts';

export interface PartitionTimes {
  /** Forgets all but these newest event times; from now on no partition is idle. */
  restart(newestMs: ReadonlyMap<number, number>): void;
  /** Newest event times of rows that came at `nowMs`. */
  arrived(newestMs: ReadonlyMap<number, number>, nowMs: number): void;
  /** ms since the epoch; null when there is none yet. */
  watermarkMs(): number | null;
  /** By partition, ms since the epoch. */
  newestMs(): ReadonlyMap<number, number>;
  isIdle(partition: number): boolean;
}

/** `partitions` are all the topic has now, also those without an event. */
export function partitionTimes(
  stream: Settings['stream'],
  partitions: () => readonly number[],
  nowMs: () => number,
): PartitionTimes {
  const latenessMs = stream.windowTime === 'event-time' ? stream.allowedLatenessMs : 0;
  let newest = new Map<number, number>();
  let idleness = trackIdleness(stream.idlePartitionMs);
  const isIdle = (partition: number): boolean => idleness.isIdle(partition, nowMs());
  return {
    restart: (newestMs) => {
      newest = new Map(newestMs);
      idleness = trackIdleness(stream.idlePartitionMs);
    },
    arrived: (newestMs, atMs) => {
      for (const [partition, ms] of newestMs) {
        newest.set(partition, Math.max(ms, newest.get(partition) ?? ms));
        idleness.active(partition, atMs);
      }
    },
    watermarkMs: () => {
      const known = partitions().map((partition) => ({
        newestMs: newest.get(partition) ?? null,
        idle: isIdle(partition),
      }));
      return eventTimeWatermark(known, latenessMs);
    },
    newestMs: () => newest,
    isIdle,
  };
}
