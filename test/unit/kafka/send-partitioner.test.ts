import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPartitioner, murmur2 } from '../../../pipeline/kafka/send-partitioner.ts';

const require = createRequire(import.meta.url);
const theirs = require('kafkajs/src/producer/partitioners/default/murmur2.js') as (key: Buffer) => number;

describe('the partitioner', () => {
  it('hashes every key as kafkajs and Java do', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(murmur2(bytes)).toBe(theirs(Buffer.from(bytes)));
      }),
      { numRuns: 500 },
    );
  });

  it('takes a key as UTF-8, however long', () => {
    const partitionOf = createPartitioner(1000);
    for (const key of ['', 'host', 'h\xe9\xff', '€', 'x'.repeat(10_000)])
      expect(partitionOf(key, 0)).toBe((theirs(Buffer.from(key, 'utf8')) & 0x7fffffff) % 1000);
  });

  it('spreads events without a key evenly', () => {
    const partitionOf = createPartitioner(3);
    expect([0, 1, 2, 3, 4].map((seq) => partitionOf(null, seq))).toEqual([0, 1, 2, 0, 1]);
  });
});
