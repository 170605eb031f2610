// Records of Kafka's message format v2, encoded in one pass: https://kafka.apache.org/documentation/#record
// Pure: the batch around them (offsets, checksum, producer id, sequence) is kafkajs's.
import { EVENT_ID_HEADER } from '../contract/event.ts';
import type { SendRequest } from '../contract/ports.ts';

const HEADER_KEY = Buffer.from(EVENT_ID_HEADER, 'utf8');
/** Attributes, seven varints of at most five bytes, the header's key. */
const OVERHEAD_BYTES = 1 + 8 * 5 + HEADER_KEY.length;

const zigZag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;

function varIntSize(value: number): number {
  const z = zigZag(value);
  return z < 0x80 ? 1 : z < 0x4000 ? 2 : z < 0x20_0000 ? 3 : z < 0x1000_0000 ? 4 : 5;
}

function writeVarInt(buffer: Buffer, value: number, at: number): number {
  let z = zigZag(value);
  let offset = at;
  while (z >= 0x80) {
    buffer[offset++] = (z & 0x7f) | 0x80;
    z >>>= 7;
  }
  buffer[offset++] = z;
  return offset;
}

/** The records one after the other, offsets from 0, times relative to `firstMs`. Each carries its id as the only header. */
export function encodeRecords(records: SendRequest['records'], firstMs: number): Buffer {
  let capacity = 0;
  for (const { id, key, value } of records)
    capacity += OVERHEAD_BYTES + id.length + (key === null ? 0 : key.length * 3) + (value?.length ?? 0);
  const buffer = Buffer.allocUnsafe(capacity);
  let at = 0;
  for (let i = 0; i < records.length; i++) {
    const { id, key, value, timestampMs } = records[i]!;
    const delta = timestampMs - firstMs;
    const keySize = key === null ? -1 : Buffer.byteLength(key, 'utf8');
    const valueSize = value === null ? -1 : value.length;
    const size =
      1 +
      varIntSize(delta) +
      varIntSize(i) +
      varIntSize(keySize) +
      Math.max(0, keySize) +
      varIntSize(valueSize) +
      Math.max(0, valueSize) +
      2 +
      HEADER_KEY.length +
      varIntSize(id.length) +
      id.length;
    at = writeVarInt(buffer, size, at);
    buffer[at++] = 0;
    at = writeVarInt(buffer, delta, at);
    at = writeVarInt(buffer, i, at);
    at = writeVarInt(buffer, keySize, at);
    if (key !== null) at += buffer.write(key, at, 'utf8');
    at = writeVarInt(buffer, valueSize, at);
    if (value !== null) at += value.copy(buffer, at);
    at = writeVarInt(buffer, 1, at);
    at = writeVarInt(buffer, HEADER_KEY.length, at);
    at += HEADER_KEY.copy(buffer, at);
    at = writeVarInt(buffer, id.length, at);
    at += buffer.write(id, at, 'latin1');
  }
  return buffer.subarray(0, at);
}
