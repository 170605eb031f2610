// lost-ack-duplicate: a broker writes a batch, and its answer gets lost with the connection. The client cannot know and sends again.
// Who numbers its sends (idempotence) has the second copy refused by the broker; else only a reader that remembers ids can tell.
import type { Scenario, ScheduledFault } from '../scenario.ts';

const schedule = (seed: number): ScheduledFault[] => [
  {
    fault: 'reset-connections',
    args: { broker: `broker-${(seed % 3) + 1}`, rounds: 2, heldMs: 1_900, lose: 'answers' },
    injectAtAcked: 4_000,
    undoAfterAcked: 500,
    undoAfterSeconds: 10,
  },
];

export const scenario: Scenario = {
  id: 'lost-ack-duplicate',
  title: 'The write arrives, its acknowledgement does not',
  teaches: 'No answer is not a no: a retry without a number on it writes twice.',
  onlooker:
    'Two seconds of slow acknowledgements; afterwards the volume is a little higher than what was sent.',
  tags: ['producer'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    producer: { lingerMs: 100 },
    stream: { windowMs: 3_000, allowedLatenessMs: 2_000 },
  },
  variants: {
    naive: {
      title: 'The producer does not number its sends',
      settings: { producer: { idempotent: false }, stream: { dedup: false } },
      because: 'the default of kafkajs (`idempotent: false`), and of Java clients before 3.0 (KIP-679)',
      expect: { verdict: 'broken', by: [{ checker: 'duplicate', atLeast: 10 }], notBy: ['lost-write'] },
    },
    hardened: {
      title: 'The broker knows the number and refuses the second copy',
      // Without the second protection, so that the first is seen to be enough.
      settings: { stream: { dedup: false } },
      because: 'the defaults of this project; every Java client since 3.0',
      expect: { verdict: 'held', noticed: { withinSeconds: 10 } },
    },
    'naive-deduplication': {
      case: 'deduplication',
      title: 'Nobody numbers, nobody remembers',
      settings: { producer: { idempotent: false }, stream: { dedup: false } },
      because: 'Structured Streaming drops no repeats unless dropDuplicates is written into the query',
      expect: { verdict: 'broken', by: [{ checker: 'duplicate', atLeast: 10 }], notBy: ['lost-write'] },
    },
    'hardened-deduplication': {
      case: 'deduplication',
      title: 'Kafka holds the copy, silver remembers ids for a minute and leaves it out',
      settings: { producer: { idempotent: false }, stream: { dedup: true } },
      because: 'where the producer is not ours to change; dropDuplicatesWithinWatermark of Spark 3.5',
      expect: {
        verdict: 'held',
        noticed: { signal: 'duplicate-rate', withinSeconds: 20 },
      },
    },
  },
  schedule,
  minimumAcked: { before: 2_000, during: 300, after: 500 },
  deadlines: { recoverSeconds: 15, settleSeconds: 15 },
  onceFrom: 'silver',
  notJudged: {},
};
