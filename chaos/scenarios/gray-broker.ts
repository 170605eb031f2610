// gray-broker: one broker answers 800 ± 400 ms late. It is up, in sync and takes every write; two of three partitions are as quick as
// ever, so whoever looks at averages sees nothing. The data is safe in both variants: the lesson is about seeing.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'gray-broker',
  title: 'A broker that is slow and not down',
  teaches: 'An average over three brokers hides one; look at each by itself.',
  onlooker: 'Averages look fine.',
  tags: ['brokers', 'observation'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: { consumer: { sessionTimeoutMs: 3_000 }, stream: { windowMs: 2_000, allowedLatenessMs: 3_000 } },
  variants: {
    naive: {
      title: 'Latency averaged over all brokers and a minute',
      settings: { observe: { perBroker: false } },
      because:
        'the client metric most dashboards begin with, request-latency-avg of Kafka’s producer-metrics: one value for all brokers, over two samples of 30 s (metrics.num.samples, metrics.sample.window.ms)',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'undetected', atLeast: 1 }],
        notBy: ['lost-write', 'unseen'],
      },
    },
    hardened: {
      title: 'Latency of every broker',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'broker-latency', withinSeconds: 8 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'toxic-latency',
      args: { broker: `broker-${(seed % 3) + 1}`, stream: 'downstream', latencyMs: 800, jitterMs: 400 },
      injectAtAcked: 5_000,
      undoAfterAcked: 9_000,
      undoAfterSeconds: 12,
    },
  ],
  minimumAcked: { before: 3_000, during: 4_000, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 20 },
  notJudged: {},
};
