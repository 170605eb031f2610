// below-min-isr: two brokers of three are down, so no partition has the two in-sync replicas a write needs. Kafka refuses, and the source
// must do something with what it makes: hold it and stop taking more (back-pressure), or throw away what does not fit.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'below-min-isr',
  title: 'Two of three brokers are down',
  teaches:
    'When Kafka cannot take a write, only back-pressure keeps events; a buffer that drops loses them before Kafka ever knew.',
  onlooker: 'NotEnoughReplicas, no acknowledgement for seconds; the source backs up.',
  tags: ['brokers', 'producer'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    producer: { bufferEvents: 3_000, requestTimeoutMs: 3_000 },
    // A client that comes back waits for its own ghost in the group this long.
    consumer: { sessionTimeoutMs: 3_000 },
    stream: { windowMs: 2_000, allowedLatenessMs: 2_000 },
  },
  variants: {
    naive: {
      title: 'A full buffer drops events',
      settings: { producer: { bufferPolicy: 'drop' } },
      because:
        'shippers that must not block do so: librdkafka’s produce() fails with QUEUE_FULL and most callers only log it; Fluent Bit and Vector offer drop_newest',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'never-acked', atLeast: 2_000 }],
        notBy: ['lost-write'],
        noticed: { signal: 'dropped-at-source', withinSeconds: 15 },
      },
    },
    hardened: {
      title: 'A full buffer stops the source',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 12 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'kill-nodes',
      args: { nodes: [1, 2].map((step) => `broker-${((seed + step) % 3) + 1}`) },
      injectAtAcked: 3_000,
      undoAfterAcked: 1_000_000,
      undoAfterSeconds: 10,
    },
  ],
  minimumAcked: { before: 2_000, during: 0, after: 2_000 },
  deadlines: { recoverSeconds: 30, settleSeconds: 20 },
  notJudged: {},
};
