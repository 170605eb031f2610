// broker-out-of-memory: the container of a broker is left with no more memory than it holds, and the kernel kills it at the next use. The broker's
// own log says nothing of it: it ends in the middle of a line of work. With three replicas the others take over; with one, its partitions
// wait for somebody who raises the limit. Containers only: processes of one machine share its memory.
import { stuckPartitions } from '../probes/stuck-partitions.ts';
import type { Scenario } from '../scenario.ts';
import { SHORT_TIMEOUTS } from '../short-timeouts.ts';

export const scenario: Scenario = {
  id: 'broker-out-of-memory',
  title: 'A broker’s container runs out of memory',
  teaches:
    'A memory limit kills without a word in the log: the engine knows why, the broker does not; and one replica waits for a human.',
  onlooker: 'A broker ends without an error in its log; with one replica some partitions have no leader.',
  tags: ['brokers', 'containers'],
  fast: ['hardened'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    startup: { topicContract: 'warn' },
    ...SHORT_TIMEOUTS,
  },
  variants: {
    naive: {
      title: 'One replica',
      settings: { topic: { replicationFactor: 1 } },
      because:
        'default.replication.factor is 1 in Kafka’s shipped server.properties, and quick starts create topics so',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'not-recovered', atLeast: 1 }],
        noticed: { signal: 'offline-partition', withinSeconds: 15 },
      },
    },
    hardened: {
      title: 'Three replicas',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 15 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'limit-node-memory',
      args: { node: `broker-${(seed % 3) + 1}` },
      injectAtAcked: 4_000,
      undoAfterAcked: 1_000_000,
      undoAfterSeconds: 14,
    },
  ],
  minimumAcked: { before: 3_000, during: 500, after: 500 },
  deadlines: { recoverSeconds: 30, settleSeconds: 20 },
  notJudged: {},
  stuckBeforeHealing: async (system) =>
    stuckPartitions(system, 'their only replica is gone, and nobody else can lead'),
};
