// Fetched kafkajs messages as runs of consecutive offsets. Bytes are read as ISO-8859-1, which loses nothing.
import type { IHeaders, KafkaMessage } from 'kafkajs';
import { EVENT_ID_HEADER, foreignEventId } from '../contract/event.ts';
import type { RecordRun } from '../stream/record-buffer.ts';

/** Memory a record takes beside its bytes, roughly. */
const OVERHEAD_BYTES = 120;

/** Messages with consecutive offsets, in order, as one run. */
export function recordRun(topic: string, partition: number, messages: readonly KafkaMessage[]): RecordRun {
  const run: RecordRun = {
    partition,
    firstOffset: Number(messages[0]!.offset),
    ids: [],
    raws: [],
    keys: [],
    timesMs: [],
    sizeBytes: 0,
  };
  for (const message of messages) {
    const id = message.headers?.[EVENT_ID_HEADER];
    const { value, key } = message;
    run.ids.push(headerText(id) ?? foreignEventId(topic, partition, message.offset));
    run.raws.push(value === null ? null : value.toString('latin1'));
    run.keys.push(key === null || key === undefined ? null : key.toString('latin1'));
    run.timesMs.push(Number(message.timestamp));
    run.sizeBytes += (value?.length ?? 0) + OVERHEAD_BYTES;
  }
  return run;
}

function headerText(header: IHeaders[string]): string | null {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return null;
  return typeof value === 'string' ? value : value.toString('latin1');
}

/** Whether the offsets of the messages are consecutive. */
export function isConsecutive(messages: readonly KafkaMessage[]): boolean {
  const span = Number(messages.at(-1)!.offset) - Number(messages[0]!.offset);
  return span === messages.length - 1;
}

/** Messages split where an offset is missing. */
export function splitAtHoles(messages: readonly KafkaMessage[]): KafkaMessage[][] {
  const parts: KafkaMessage[][] = [];
  for (const message of messages) {
    const part = parts.at(-1);
    const previous = part?.at(-1);
    if (part && previous && Number(message.offset) === Number(previous.offset) + 1) part.push(message);
    else parts.push([message]);
  }
  return parts;
}
