// retry-reorder: several sends to one partition are on their way when their connection is reset; some had been written, some had not.
// Each is retried when its own pause ends, so the later one may come first. Numbering alone does not help this client (hazard 2 of
// correctness.md): after an error it takes the number back before the retry, the next send gets the same one, and the broker drops it
// as a repeat, acknowledged; the retry then stands there twice. One unfinished send per partition, and there is nothing to mix up.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'retry-reorder',
  title: 'Retries overtake each other',
  teaches: 'Order and numbers hold as long as only one send per partition is on its way.',
  onlooker: 'Some seconds of slow acknowledgements, then everything looks well again.',
  tags: ['producer'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  // Sends of equal size: the broker tells a repeat by its first and last number.
  shared: {
    producer: { batchEvents: 25, lingerMs: 500, key: 'host' },
    stream: { windowMs: 3_000, allowedLatenessMs: 6_000 },
  },
  variants: {
    naive: {
      title: 'Eight sends at a time, not numbered',
      settings: { producer: { idempotent: false, unfinishedSendsPerPartition: 8 } },
      because:
        'the defaults of kafkajs (idempotent: false, maxInFlightRequests: null) when a caller does not await each send',
      expect: { verdict: 'broken', by: [{ checker: 'reordered', atLeast: 10 }] },
    },
    'numbered-several': {
      title: 'Eight sends at a time, numbered',
      settings: { producer: { unfinishedSendsPerPartition: 8 } },
      because:
        'idempotent: true is what kafkajs’s own documentation offers for exactly-once; it does not limit sends under way',
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'lost-write', atLeast: 10 },
          { checker: 'duplicate', atLeast: 10 },
        ],
      },
    },
    hardened: {
      title: 'One send at a time',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 10 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'reset-connections',
      args: { broker: `broker-${(seed % 3) + 1}`, rounds: 4, heldMs: 1_600, lose: 'either' },
      injectAtAcked: 5_000,
      undoAfterAcked: 500,
      undoAfterSeconds: 10,
    },
  ],
  minimumAcked: { before: 2_000, during: 300, after: 500 },
  deadlines: { recoverSeconds: 15, settleSeconds: 15 },
  notJudged: {},
};
