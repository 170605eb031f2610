// partition-expansion: partitions are added to a topic that is being read. The producer hears of them first and fills them, the consumer
// some seconds later; it has no position there, and where it begins is a setting. From the latest offset, what came in between is never
// read: no error, lag 0. Nothing to see but that the topic has changed.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'partition-expansion',
  title: 'Partitions are added while the topic is read',
  teaches: 'Start from earliest: a partition without a position is more often new than old.',
  onlooker: 'Nothing.',
  tags: ['consumer', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 900, maxEvents: null },
  shared: {
    producer: { metadataMaxAgeMs: 500 },
    consumer: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 500, metadataMaxAgeMs: 8_000 },
    stream: { windowMs: 3_000, allowedLatenessMs: 3_000 },
  },
  variants: {
    naive: {
      title: 'Where there is no position, begin at the end',
      settings: { consumer: { startFrom: 'latest' } },
      because:
        'auto.offset.reset is latest by default in the Java client, fromBeginning false in kafkajs, startingOffsets latest in Spark',
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'lost-write', atLeast: 100 },
          { checker: 'undetected', atLeast: 1 },
        ],
        notBy: ['duplicate'],
      },
    },
    hardened: {
      title: 'Where there is no position, begin at the start',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'topic-changed', withinSeconds: 10 } },
    },
  },
  schedule: () => [
    {
      fault: 'add-partitions',
      args: { partitions: 3, pauseMs: 4_000 },
      injectAtAcked: 4_000,
      undoAfterAcked: 10_000,
      undoAfterSeconds: 13,
    },
  ],
  minimumAcked: { before: 2_000, during: 3_000, after: 1_000 },
  deadlines: { recoverSeconds: 30, settleSeconds: 30 },
  notJudged: {},
};
