// offset-reset-latest: the reader is paused until retention has deleted what it had not read. A client that resets to the latest offset
// then shows lag 0 at once, and the gap is gone without a word. Stopping at the gap keeps the loss from growing and says its exact range;
// only retention beyond the longest outage loses nothing, whatever the client does at the gap.
import type { Scenario } from '../scenario.ts';

/** Segments are rolled every second and deleted after four: what is not read within some five seconds is gone. */
const SHORT = { retentionMs: 4_000 };

export const scenario: Scenario = {
  id: 'offset-reset-latest',
  title: 'The reader comes back after retention has passed it',
  teaches: 'A lag that falls to 0 at once is no recovery; retention must outlast the longest outage.',
  onlooker: 'After the outage the lag falls to 0 at once.',
  tags: ['consumer', 'data-only'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: {
    topic: { segmentMs: 1_000 },
    startup: { topicContract: 'warn' },
    consumer: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 500 },
    stream: { windowMs: 3_000, allowedLatenessMs: 2_000 },
  },
  variants: {
    naive: {
      title: 'Short retention, and a reset to the latest offset',
      settings: { topic: SHORT, consumer: { outOfRange: 'latest' } },
      because:
        'auto.offset.reset is latest by default in the Java client, as fromBeginning: false is in kafkajs; retention sized for the disk and not for the outage',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'lost-write', atLeast: 1_000 }],
        noticed: { withinSeconds: 12 },
      },
    },
    'stops-loudly': {
      title: 'Short retention, and a reader that stops at the gap',
      settings: { topic: SHORT },
      because: 'auto.offset.reset=none, as Spark’s failOnDataLoss=true does it by default',
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'unseen', atLeast: 1_000 },
          { checker: 'not-recovered', atLeast: 1 },
        ],
        notBy: ['lost-write'],
        noticed: { withinSeconds: 12 },
      },
    },
    hardened: {
      title: 'Retention beyond the outage, even with a reset to latest',
      // Of the two settings only retention protects: with it, where a client resets to does not matter.
      settings: { consumer: { outOfRange: 'latest' } },
      because: 'retention.ms is 7 days by default',
      expect: { verdict: 'held', noticed: { withinSeconds: 12 } },
    },
  },
  schedule: () => [
    {
      fault: 'pause-process',
      args: { process: 'processor-1' },
      injectAtAcked: 4_000,
      undoAfterAcked: 9_600,
      undoAfterSeconds: 14,
    },
  ],
  minimumAcked: { before: 2_000, during: 6_000, after: 1_000 },
  deadlines: { recoverSeconds: 15, settleSeconds: 15 },
  notJudged: {},
};
