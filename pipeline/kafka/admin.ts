// What the processor asks of Kafka apart from records: first and last offsets of the partitions, and the group's committed
// offsets (which only the naive variants believe).
import type { Admin } from 'kafkajs';
import type { OffsetStore } from '../contract/ports.ts';
import { isOfType, mayBeAskedAgain, untilAnswered } from './kafka-error.ts';
import { topicOffsets } from './topic.ts';

export interface OffsetBounds {
  /** Oldest offset still in the log. */
  low: number;
  /** Next offset to be written, as far as consumers may read (high watermark). */
  high: number;
}

/** Bounds of every partition of a topic, asked again while a new leader cannot tell them; `deadline-passed` when none comes. */
export async function offsetBounds(
  admin: Admin,
  topic: string,
  deadlineMs?: number,
): Promise<Map<number, OffsetBounds>> {
  const offsets = await topicOffsets(admin, topic, deadlineMs);
  return new Map(
    offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
  );
}

/** What the coordinator says to a commit of someone who is no longer, or not yet again, a member of the group's generation. */
const NOT_OF_THE_GROUP = ['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'];
/** What a broker says that does not coordinate the group, or not any more. */
const NOT_THE_COORDINATOR = ['NOT_COORDINATOR_FOR_GROUP'];

/** Whether offsets were refused because the group has moved on, to another generation or another broker: the partitions may be another's by now. */
export function isRefusedByGroup(error: unknown): boolean {
  return isOfType(error, NOT_OF_THE_GROUP) || isAtWrongCoordinator(error);
}

/** Whether the broker that was asked does not coordinate the group. */
export function isAtWrongCoordinator(error: unknown): boolean {
  return isOfType(error, NOT_THE_COORDINATOR);
}

const LOADING_MS = 30_000;

/** The group's committed offsets in Kafka, apart from the data they belong to: the naive place to keep positions. */
export function groupOffsetStore(
  admin: Admin,
  group: string,
  commit: (topic: string, nextOffsets: ReadonlyMap<number, bigint>) => Promise<void>,
): OffsetStore {
  return {
    load: async (topic, partitions) => {
      // A coordinator that has just got the group refuses until it has loaded it, and kafkajs gives up on that refusal.
      const ask = () => admin.fetchOffsets({ groupId: group, topics: [topic] });
      const [answer] = await untilAnswered(ask, mayBeAskedAgain, {
        deadlineMs: LOADING_MS,
        what: `the offsets of group '${group}'`,
      });
      const stored = (answer?.partitions ?? [])
        .filter(({ partition, offset }) => partitions.includes(partition) && Number(offset) >= 0)
        .map(({ partition, offset }): [number, bigint] => [partition, BigInt(offset)]);
      return new Map(stored);
    },
    save: commit,
  };
}
