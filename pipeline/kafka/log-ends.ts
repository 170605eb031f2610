// The ends of the partitions' logs as Kafka itself tells them, asked for again and again: a lag computed from what was last
// fetched stands still exactly when fetching does. What could not be asked stays unknown once it is too old.
import type { Admin } from 'kafkajs';
import { type OffsetBounds, offsetBounds } from './admin.ts';

export interface LogEnds {
  /** By partition; undefined when the last answer is too old to believe. */
  current(): ReadonlyMap<number, OffsetBounds> | undefined;
  /** Every partition ever seen. */
  partitions(): readonly number[];
  stop(): void;
}

const ASK_EVERY_MS = 1_000;
const BELIEVED_FOR_MS = 5_000;

/** Starts asking. `onFailure` hears of every question without an answer. */
export function watchLogEnds(admin: Admin, topic: string, onFailure: (error: unknown) => void): LogEnds {
  let bounds: ReadonlyMap<number, OffsetBounds> | undefined;
  let answeredAt = Number.NEGATIVE_INFINITY;
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      bounds = await offsetBounds(admin, topic, 0);
      answeredAt = performance.now();
    } catch (error) {
      onFailure(error);
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void ask(), ASK_EVERY_MS);
  void ask();
  return {
    current: () => (performance.now() - answeredAt > BELIEVED_FOR_MS ? undefined : bounds),
    partitions: () => [...(bounds?.keys() ?? [])].sort((a, b) => a - b),
    stop: () => clearInterval(timer),
  };
}
