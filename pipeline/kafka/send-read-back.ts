// Reads the end of a partition back and says which of some events are in it, by id. Used after a send whose outcome is unknown and
// after a crash of the source. Reads everything the log holds up to its high watermark, so acknowledged records are always seen.
import type { IHeaders, Kafka } from 'kafkajs';
import { LakequakeError } from '../contract/errors.ts';
import { EVENT_ID_HEADER } from '../contract/event.ts';
import { readRange } from './read-range.ts';
import { topicOffsets } from './topic.ts';

export interface ReadBackRequest {
  topic: string;
  partition: number;
  /** First offset that may hold one of them. */
  fromOffset: bigint;
  wanted: ReadonlySet<string>;
  deadlineMs: number;
}

/** Offsets by id of the wanted events that are in the log; the first one when there are several. */
export type ReadBack = (request: ReadBackRequest) => Promise<Map<string, string>>;

/** The id our source gave a record; undefined for a record of others. */
export function idOf(headers: IHeaders | undefined): string | undefined {
  const header = headers?.[EVENT_ID_HEADER];
  const value = Array.isArray(header) ? header[0] : header;
  return value?.toString();
}

/** First offset kept and next offset to be written. Throws `not-found`, and kafkajs' own error for a topic nobody knows. */
export async function bounds(
  kafka: Kafka,
  topic: string,
  partition: number,
): Promise<{ low: bigint; high: bigint }> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const all = await topicOffsets(admin, topic);
    const found = all.find((offsets) => offsets.partition === partition);
    if (!found)
      throw new LakequakeError('not-found', `topic '${topic}' has no partition ${partition}`, {
        hint: 'Check whether the topic was made anew with fewer partitions.',
      });
    return { low: BigInt(found.low), high: BigInt(found.high) };
  } finally {
    await admin.disconnect();
  }
}

/** A ReadBack that makes a consumer group of its own for each use. */
export function createReadBack(kafka: Kafka, groupPrefix: string): ReadBack {
  let uses = 0;
  return async ({ topic, partition, fromOffset, wanted, deadlineMs }) => {
    const found = new Map<string, string>();
    const { low, high } = await bounds(kafka, topic, partition);
    // biome-ignore lint/complexity/useMathMinMax: Math.max knows no bigint
    const start = fromOffset > low ? fromOffset : low;
    if (start >= high || wanted.size === 0) return found;
    const groupId = `${groupPrefix}-${process.pid}-${++uses}`;
    const range = { topic, partition, from: start, to: high, deadlineMs };
    await readRange(kafka, groupId, range, ({ headers, offset }) => {
      const id = idOf(headers);
      if (id !== undefined && wanted.has(id) && !found.has(id)) found.set(id, offset);
    });
    return found;
  };
}
