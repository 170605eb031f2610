// What the processor asks of Kafka apart from records: first and last offsets of the partitions, and the group's committed
// offsets (which only the naive variants believe).
import type { Admin } from 'kafkajs';
import type { OffsetStore } from '../contract/ports.ts';
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

/** Whether offsets were refused because the group has moved on: the partitions may be another's by now. */
export function isRefusedByGroup(error: unknown): boolean {
  type Wrapped = { type?: string; cause?: unknown };
  for (let one = error as Wrapped | undefined; one; one = one.cause as typeof one)
    if (one.type !== undefined && NOT_OF_THE_GROUP.includes(one.type)) return true;
  return false;
}

/** The group's committed offsets in Kafka, apart from the data they belong to: the naive place to keep positions. */
export function groupOffsetStore(
  admin: Admin,
  group: string,
  commit: (topic: string, nextOffsets: ReadonlyMap<number, bigint>) => Promise<void>,
): OffsetStore {
  return {
    load: async (topic, partitions) => {
      const [answer] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      const stored = (answer?.partitions ?? [])
        .filter(({ partition, offset }) => partitions.includes(partition) && Number(offset) >= 0)
        .map(({ partition, offset }): [number, bigint] => [partition, BigInt(offset)]);
      return new Map(stored);
    },
    save: commit,
  };
}
