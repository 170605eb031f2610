// The Metadata answer as Kafka writes it (version 1), with the case kafkajs cannot read: a partition without a leader is an answer.
import { expect, it } from 'vitest';
import { metadataRequest, readMetadata } from '../../../pipeline/kafka/ask-metadata.ts';

const int16 = (value: number) => Buffer.from(new Int16Array([value]).buffer).swap16();
const int32 = (value: number) => Buffer.from(new Int32Array([value]).buffer).swap32();
const text = (value: string) => Buffer.concat([int16(value.length), Buffer.from(value)]);
const list = (items: Buffer[]) => Buffer.concat([int32(items.length), ...items]);
const int32s = (values: number[]) => list(values.map(int32));

const broker = (id: number, rack: Buffer) => Buffer.concat([int32(id), text('127.0.0.1'), int32(9092), rack]);
const partition = (error: number, number: number, leader: number, isr: number[]) =>
  Buffer.concat([int16(error), int32(number), int32(leader), int32s([1, 2, 3]), int32s(isr)]);
const answer = (topics: Buffer[]) =>
  Buffer.concat([int32(1), list([broker(1, int16(-1)), broker(3, text('r'))]), int32(1), list(topics)]);

it('reads members, leaders and in-sync replicas, and a partition without a leader', () => {
  const partitions = list([partition(5, 1, -1, []), partition(0, 0, 3, [3, 1])]);
  const topic = Buffer.concat([int16(0), text('requests'), Buffer.from([0]), partitions]);
  expect(readMetadata(answer([topic]))).toEqual({
    brokers: [1, 3],
    partitions: [
      { partition: 0, leader: 3, replicas: [1, 2, 3], isr: [3, 1] },
      { partition: 1, leader: null, replicas: [1, 2, 3], isr: [] },
    ],
  });
});

it('takes a topic nobody knows for one without partitions', () => {
  const unknown = Buffer.concat([int16(3), text('requests'), Buffer.from([0]), list([])]);
  expect(readMetadata(answer([unknown])).partitions).toEqual([]);
});

it('asks for one topic by name', () => {
  const request = metadataRequest('requests');
  expect(request.readInt32BE(0)).toBe(request.length - 4);
  expect(request.subarray(-8).toString()).toBe('requests');
});
