// The messages of one `send`, in the form kafkajs works with, in two versions.
// `plainMessages`: an ordinary array. `encodedMessages`: an object that answers the three questions kafkajs 2.2.4 asks of an array
// (group by partition, timestamps, records), with all records encoded in one pass into one buffer. kafkajs encodes a record at a
// time (a buffer each, one more per header) and groups in quadratic time; this is four times as fast. A test holds the bytes equal
// to kafkajs's own, so a new version of kafkajs that asks differently fails there.
// Both call `onAttempt` once per attempt, before anything is sent: what is given up is stopped there.
import type { Message } from 'kafkajs';
import { EVENT_ID_HEADER } from '../contract/event.ts';
import type { SendRequest } from '../contract/ports.ts';
import { encodeRecords } from './send-records.ts';

type Records = SendRequest['records'];

/** Throws to end the send instead of attempting it (again). */
export type OnAttempt = () => void;

/** What kafkajs's partitioner looks at: the partition was chosen before the send and never changes. */
export const partitionOfMessage = () => (args: { message: Message }) => args.message.partition ?? 0;

/** Ordinary messages of one or several partitions; kafkajs groups and encodes them. */
export function plainMessages(requests: readonly SendRequest[], onAttempt: OnAttempt): Message[] {
  const messages = requests.flatMap(({ partition, records }) =>
    records.map(({ id, key, value, timestampMs }) => ({
      partition,
      key,
      value,
      timestamp: String(timestampMs),
      headers: { [EVENT_ID_HEADER]: id },
    })),
  );
  const reduce = (callback: (...args: unknown[]) => unknown, initial: unknown) => {
    onAttempt();
    return Array.prototype.reduce.call(messages, callback, initial);
  };
  return Object.assign(messages, { reduce }) as Message[];
}

/** The messages of one partition, encoded once, however often they are attempted. */
export function encodedMessages(partition: number, records: Records, onAttempt: OnAttempt): Message[] {
  const firstMs = records.reduce((least, { timestampMs }) => Math.min(least, timestampMs), Infinity);
  const lastMs = records.reduce((most, { timestampMs }) => Math.max(most, timestampMs), -Infinity);
  const encoded = encodeRecords(records, firstMs);
  // kafkajs writes the length of this array and the buffer of every element there is: one, at 0.
  const asRecords: unknown[] = new Array(records.length);
  asRecords[0] = { buf: encoded, buffer: encoded };
  const messages = {
    length: records.length,
    find: () => undefined,
    reduce: () => {
      onAttempt();
      return { [partition]: messages };
    },
    // Asked twice: for the timestamps (a callback of one argument), then for the records (of two).
    map: (callback: (...args: unknown[]) => unknown) => (callback.length < 2 ? [firstMs, lastMs] : asRecords),
  };
  return messages as unknown as Message[];
}
