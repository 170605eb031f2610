// out-of-order: for some seconds the events arrive shuffled, each up to three seconds late. Windows over the time of arrival count them
// where they arrived; windows over event time, with lateness, count them where they happened, and nobody sees a difference.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'out-of-order',
  title: 'Events arrive out of order',
  teaches: 'The order of arrival is a property of the network, not of what happened.',
  onlooker: 'A dent and a bump in the chart, of which the servers know nothing.',
  tags: ['data', 'time', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: { stream: { windowMs: 3_000, allowedLatenessMs: 4_000 } },
  variants: {
    naive: {
      title: 'Windows over the time of arrival',
      settings: { stream: { windowTime: 'processing-time' } },
      because: 'TumblingProcessingTimeWindows of Flink, and every GROUP BY over an ingestion timestamp',
      expect: { verdict: 'broken', by: [{ checker: 'gold-divergence', atLeast: 10 }] },
    },
    hardened: {
      title: 'Event time, with lateness',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held' },
    },
  },
  schedule: (seed) => [
    {
      fault: 'shuffled-events',
      args: { seed, fromSeq: 4_000, toSeq: 12_000, share: 1, maxDelayMs: 3_000 },
      injectAtAcked: 4_000,
      undoAfterAcked: 9_000,
      undoAfterSeconds: 20,
      ports: 'source',
    },
  ],
  minimumAcked: { before: 2_000, during: 4_000, after: 500 },
  deadlines: { recoverSeconds: 15, settleSeconds: 20 },
  notJudged: {
    undetected:
      'an order that changes nothing is no fault: where order does not matter there is nothing to notice',
  },
};
