// acks-one: a leader acknowledges what only it holds, dies, and a follower without those records leads. The brokers do nothing wrong: the
// followers were in sync by the book (session 6 s, lag time 5 s), and the producer had asked for the word of one disk.
// The fault is seen at once; the damage is not: the high watermark never went back, because it had never gone forward.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'acks-one',
  title: 'An acknowledgement by one broker alone',
  teaches: 'With acks 1 an acknowledged record stands on one disk; whether it is ever on a second is luck.',
  onlooker: 'A broker is lost and comes back; every curve recovers, and nothing tells of the missing events.',
  tags: ['brokers', 'producer'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    topic: { partitions: 1 },
    producer: { requestTimeoutMs: 3_000 },
    // A client that comes back waits for its own ghost in the group this long.
    consumer: { sessionTimeoutMs: 3_000 },
    stream: { windowMs: 2_000, allowedLatenessMs: 2_000 },
  },
  variants: {
    naive: {
      title: 'The leader’s word is enough',
      settings: { producer: { acks: 'leader' } },
      because:
        'acks=1 was the default of Kafka’s own producer until 3.0 (KIP-679), and still is in librdkafka-based set-ups that ask for low latency',
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'lost-write', atLeast: 200 },
          { checker: 'undetected', atLeast: 1 },
        ],
        noticed: { withinSeconds: 15 },
      },
    },
    hardened: {
      title: 'All in-sync replicas, at least two',
      settings: {},
      because: 'the defaults of this project: acks all, min.insync.replicas 2',
      expect: { verdict: 'held', noticed: { withinSeconds: 15 } },
    },
  },
  schedule: () => [
    {
      fault: 'kill-unreplicated-leader',
      args: { partition: 0, events: 1_000 },
      injectAtAcked: 4_000,
      undoAfterAcked: 2_000,
      undoAfterSeconds: 12,
    },
  ],
  minimumAcked: { before: 2_000, during: 500, after: 500 },
  deadlines: { recoverSeconds: 25, settleSeconds: 20 },
  notJudged: {},
};
