// consumer-lag: first the link to one broker becomes narrow, then three times as many events come. Lag and freshness grow, volume looks
// fine. What counts is not the lag but whether it can be caught up: a reader whose batches are small and fixed has no more speed to give
// than batch size over trigger interval, and a backlog stays for as long as the usual rate takes what it has.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'consumer-lag',
  title: 'A narrow link, then a surge',
  teaches: 'A reader needs speed in reserve: what it cannot catch up after the surge stays behind for good.',
  onlooker: 'Lag and freshness grow, the volume at the source is fine.',
  tags: ['consumer', 'brokers'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: {
    consumer: { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 500 },
    // Batch and trigger are the defaults, 500 and 500 ms: not set here, so that whoever runs it with settings of their own may turn them.
    stream: { windowMs: 3_000, allowedLatenessMs: 2_000 },
  },
  variants: {
    naive: {
      title: 'Always 500 records a trigger',
      settings: { stream: { adaptiveBatch: false } },
      because:
        'max.poll.records is 500 by default in the Java client, and a fixed maxOffsetsPerTrigger is what every Spark tutorial sets',
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'unseen', atLeast: 1_000 },
          { checker: 'not-recovered', atLeast: 1 },
        ],
        notBy: ['lost-write', 'duplicate'],
        noticed: { withinSeconds: 15 },
      },
    },
    hardened: {
      title: 'A batch takes what waits, up to a bound',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 15 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'toxic-bandwidth',
      args: { broker: `broker-${(seed % 3) + 1}`, kilobytesPerSecond: 5 },
      injectAtAcked: 3_000,
      undoAfterAcked: 7_000,
      undoAfterSeconds: 10,
    },
    {
      fault: 'surge',
      args: { factor: 3 },
      injectAtAcked: 6_000,
      undoAfterAcked: 20_000,
      undoAfterSeconds: 12,
    },
  ],
  minimumAcked: { before: 2_000, during: 10_000, after: 1_000 },
  deadlines: { recoverSeconds: 8, settleSeconds: 8 },
  notJudged: {},
};
