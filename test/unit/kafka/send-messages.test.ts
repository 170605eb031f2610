// The encoded messages stand in for an array of plain ones: kafkajs must make the same bytes of both. An upgrade of kafkajs that
// asks its messages other questions fails here.
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodedMessages, plainMessages } from '../../../pipeline/kafka/send-messages.ts';

const require = createRequire(import.meta.url);
interface ProduceRequest {
  encode(): Promise<{ buffer: Buffer }>;
}
type Produce = (request: object) => ProduceRequest;
const produce = require('kafkajs/src/protocol/requests/produce/v7/request.js') as Produce;
const group = require('kafkajs/src/producer/groupMessagesPerPartition.js') as (
  a: object,
) => Record<string, unknown>;

const requestOf = (messages: unknown) =>
  produce({
    acks: -1,
    timeout: 1000,
    producerId: '77',
    producerEpoch: 3,
    topicData: [{ topic: 't', partitions: [{ partition: 4, firstSequence: 9, messages }] }],
  });

const record = fc.record({
  id: fc.nat().map((seq) => `rabc-${seq}`),
  key: fc.option(fc.string({ unit: 'grapheme', maxLength: 300 })),
  value: fc.option(fc.uint8Array({ maxLength: 20_000 }).map((bytes) => Buffer.from(bytes))),
  timestampMs: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_100_000 }),
});

describe('encoded messages', () => {
  it('become the same request, byte for byte, as plain messages', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 200 }), async (records) => {
        const plain = plainMessages([{ topic: 't', partition: 4, records }], () => {}).map((message) => ({
          ...message,
          timestamp: Number(message.timestamp),
        }));
        const encoded = encodedMessages(4, records, () => {});
        const [a, b] = await Promise.all([requestOf(plain).encode(), requestOf(encoded).encode()]);
        expect(a.buffer.equals(b.buffer)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('are grouped under their partition, and say so at every attempt', () => {
    let attempts = 0;
    const records = [{ id: 'r1-1', key: null, value: Buffer.from('x'), timestampMs: 5 }];
    const messages = encodedMessages(3, records, () => attempts++);
    const grouped = group({ topic: 't', partitionMetadata: [{}], messages, partitioner: () => 0 });
    expect(grouped).toEqual({ 3: messages });
    expect(attempts).toBe(1);
  });

  it('can refuse another attempt', () => {
    const refuse = () => {
      throw new Error('given up');
    };
    const messages = encodedMessages(0, [{ id: 'r1-1', key: null, value: null, timestampMs: 5 }], refuse);
    expect(() => group({ topic: 't', partitionMetadata: [{}], messages, partitioner: () => 0 })).toThrow(
      'given up',
    );
  });
});
