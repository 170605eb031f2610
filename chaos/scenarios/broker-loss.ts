// broker-loss: one of three brokers is killed while sends to several partitions are unfinished, and started again later.
// Hazard 1 of the client (tulios/kafkajs#1303): one send over many partitions is grouped by leader; when a leader dies and its partitions
// move to a broker that has already answered, the retry takes them for answered, and the promise resolves without their records.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'broker-loss',
  title: 'A broker dies in the middle of a send',
  teaches:
    'Acknowledged by the client is not the same as stored by Kafka: it depends on what one call sends.',
  onlooker:
    'In-sync replicas shrink, acknowledgements stop for some seconds, then everything looks well again.',
  tags: ['brokers', 'producer'],
  fast: ['naive', 'hardened'],
  source: { input: { kind: 'generator' }, ratePerSecond: 2_000, maxEvents: null },
  shared: { producer: { batchEvents: 50, lingerMs: 5 }, stream: { windowMs: 5_000 } },
  variants: {
    naive: {
      title: 'One call sends to many partitions',
      settings: { producer: { sendGrouping: 'many-partitions' } },
      because:
        'the stock call: producer.send({ topic, messages }) of kafkajs spreads its messages over all partitions',
      expect: { verdict: 'broken', by: [{ checker: 'lost-write', atLeast: 1 }] },
    },
    hardened: {
      title: 'One call sends to one partition',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held' },
    },
  },
  schedule: (seed) => [
    {
      fault: 'kill-broker',
      args: { broker: `broker-${(seed % 3) + 1}` },
      injectAtAcked: 6_000,
      undoAfterAcked: 4_000,
      undoAfterSeconds: 15,
    },
  ],
  minimumAcked: { before: 3_000, during: 1_000, after: 1_000 },
  deadlines: { recoverSeconds: 20, settleSeconds: 20 },
  notJudged: {},
};
