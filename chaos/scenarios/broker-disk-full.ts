// broker-disk-full: no file of a broker may grow any more; its log directory goes offline, and a broker without one ends. With three replicas
// the others take over within the session time; with one, its partitions have no leader until somebody makes room. Nothing that was
// acknowledged is lost either way (the disk is full, not broken): what breaks is that without a human it never comes back.
import { stuckPartitions } from '../probes/stuck-partitions.ts';
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'broker-disk-full',
  title: 'A broker’s disk is full',
  teaches: 'Replication is not only against loss: with one replica every full disk waits for a human.',
  onlooker:
    'A log directory goes offline and its broker ends; with one replica some partitions have no leader.',
  tags: ['brokers'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    startup: { topicContract: 'warn' },
    producer: { requestTimeoutMs: 3_000 },
    // A client that comes back waits for its own ghost in the group this long.
    consumer: { sessionTimeoutMs: 3_000 },
    stream: { windowMs: 2_000, allowedLatenessMs: 2_000 },
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
    refused: {
      title: 'The contract refuses one replica at the start',
      settings: { topic: { replicationFactor: 1 }, startup: { topicContract: 'refuse' } },
      because: 'the default of startup.topicContract in this project; the other variants only warn',
      expect: { verdict: 'held', refusal: 'topic-misconfigured' },
    },
  },
  schedule: (seed) => [
    {
      fault: 'limit-broker-files',
      args: { partition: seed % 6 },
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
