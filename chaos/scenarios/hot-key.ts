// hot-key: a proxy steps in front of the clients, and 90 % of the events come under its address as key. All of a key goes to one
// partition, so one broker's link carries nearly everything, while the other links could carry more. A salt behind the key spreads it.
// The catalogue says "unseen at the deadline"; what really shows is staleness while it lasts, because the backlog drains once the link is
// free again. The links' limit (90 kB/s to each reader) is laid on by Toxiproxy: all three together carry the whole stream with ease.
import type { Scenario, ScheduledFault } from '../scenario.ts';

const [INJECT_AT, HOT_EVENTS] = [4_000, 26_000];

/** The same limit on every broker's link to its readers. */
const narrowLinks = (): ScheduledFault[] =>
  [1, 2, 3].map((broker) => ({
    fault: 'toxic-bandwidth',
    args: { broker: `broker-${broker}`, kilobytesPerSecond: 90 },
    injectAtAcked: INJECT_AT - 1_000 + broker,
    undoAfterAcked: HOT_EVENTS - 2_000,
    undoAfterSeconds: 26,
  }));

export const scenario: Scenario = {
  id: 'hot-key',
  title: 'One key takes nearly all events',
  teaches: 'Partitions share the load only as evenly as the keys do.',
  onlooker: 'One partition lags and the others idle; the averages look fine.',
  tags: ['producer'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    stream: { windowMs: 3_000, allowedLatenessMs: 15_000 },
    consumer: { fetchMaxBytes: 65_536 },
  },
  variants: {
    naive: {
      title: 'The host is the key',
      settings: { producer: { key: 'host' } },
      because: 'the first key that comes to mind: order per client, and fine until one client is a proxy',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'staleness', atLeast: 1 }],
        notBy: ['lost-write', 'duplicate'],
        noticed: { signal: 'partition-skew', withinSeconds: 10 },
      },
    },
    hardened: {
      title: 'The host and one of eight salts are the key',
      settings: {},
      because: 'the defaults of this project; key salting',
      expect: { verdict: 'held' },
    },
  },
  schedule: (seed) => [
    ...narrowLinks(),
    {
      fault: 'hot-key',
      args: {
        seed,
        host: 'alyssa.prodigy.com',
        share: 0.9,
        fromSeq: INJECT_AT,
        toSeq: INJECT_AT + HOT_EVENTS,
      },
      injectAtAcked: INJECT_AT,
      undoAfterAcked: HOT_EVENTS - 2_000,
      undoAfterSeconds: 26,
      ports: 'source',
    },
  ],
  minimumAcked: { before: 2_000, during: 10_000, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 25 },
  stalenessMs: 7_000,
  notJudged: {
    undetected:
      'spread over the partitions, the key does no harm and no partition stands out: nothing to notice',
  },
};
