// isolated-broker: a broker is taken off the network and runs on, as when its cable is pulled. The controller hears nothing more of it and elects
// others. Where a write needs every replica (two replicas, min.insync.replicas 2) there is none to lose: partitions with a replica on
// that broker take nothing until it is back, though a healthy replica stands beside it. Containers only: processes have no network of their own.
import { stuckPartitions } from '../probes/stuck-partitions.ts';
import type { Scenario } from '../scenario.ts';
import { SHORT_TIMEOUTS } from '../short-timeouts.ts';

export const scenario: Scenario = {
  id: 'isolated-broker',
  title: 'A broker is taken off the network',
  teaches:
    'Replicas beyond min.insync.replicas are what a cluster can lose; with none beyond it, every lost broker is an outage.',
  onlooker:
    'A broker is missing though its container runs; in-sync replicas shrink, some partitions refuse writes.',
  tags: ['brokers', 'containers'],
  fast: ['hardened'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    startup: { topicContract: 'warn' },
    ...SHORT_TIMEOUTS,
  },
  variants: {
    naive: {
      title: 'A write needs every replica',
      settings: { topic: { replicationFactor: 2 } },
      because:
        'a topic made with two replicas to save disk, in a cluster whose min.insync.replicas is 2 as Kafka’s documentation recommends for three replicas',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'not-recovered', atLeast: 1 }],
        noticed: { withinSeconds: 15 },
      },
    },
    hardened: {
      title: 'One replica may be lost',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 15 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'isolate-node',
      args: { node: `broker-${(seed % 3) + 1}` },
      injectAtAcked: 4_000,
      undoAfterAcked: 1_000_000,
      undoAfterSeconds: 16,
    },
  ],
  minimumAcked: { before: 3_000, during: 500, after: 500 },
  deadlines: { recoverSeconds: 30, settleSeconds: 20 },
  notJudged: {},
  stuckBeforeHealing: async (system) =>
    stuckPartitions(system, 'one of their two replicas is on no network, and a write needs both'),
};
