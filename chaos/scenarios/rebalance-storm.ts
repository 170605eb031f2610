// rebalance-storm: commits take longer than the session, and the reader waits for them without a heartbeat. The group takes it for dead,
// the next join starts from the offsets in Kafka, which the refused commit has not moved, and the same records are written again: a
// sawtooth. Two protections, each enough by itself: a heartbeat while waiting keeps the membership, a position in the table makes the
// repetition harmless.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'rebalance-storm',
  title: 'Work takes longer than the session',
  teaches:
    'A group member must give signs of life while it works; and if it is thrown out, its table must know what it has written.',
  onlooker: 'A sawtooth: lag falls, jumps back, falls again; the group rebalances all the time.',
  tags: ['consumer', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 600, maxEvents: null },
  shared: {
    consumer: { sessionTimeoutMs: 2_000, heartbeatIntervalMs: 300 },
    stream: { triggerMs: 300, bufferEvents: 300, windowMs: 3_000, allowedLatenessMs: 2_000 },
  },
  variants: {
    naive: {
      title: 'No heartbeat while waiting, offsets in Kafka',
      settings: { consumer: { offsetStore: 'kafka', heartbeatWhileWaiting: false } },
      because:
        'eachBatch of kafkajs sends no heartbeat unless the handler calls heartbeat() itself, and commits to the group',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'duplicate', atLeast: 300 }],
        notBy: ['lost-write'],
        noticed: { withinSeconds: 15 },
      },
    },
    heartbeat: {
      title: 'A heartbeat while waiting, offsets in Kafka',
      settings: { consumer: { offsetStore: 'kafka' } },
      because: 'await heartbeat() within eachBatch, as the documentation of kafkajs asks for',
      expect: { verdict: 'held', noticed: { withinSeconds: 15 } },
    },
    hardened: {
      title: 'No heartbeat while waiting, positions in the table',
      settings: { consumer: { heartbeatWhileWaiting: false } },
      because: 'the position check of this project; its defaults also send the heartbeat',
      expect: { verdict: 'held', noticed: { withinSeconds: 15 } },
    },
  },
  schedule: () => [
    {
      fault: 'slow-commits',
      args: { table: 'bronze', delayMs: 5_000 },
      injectAtAcked: 3_000,
      undoAfterAcked: 9_600,
      undoAfterSeconds: 18,
      ports: 'processor',
    },
  ],
  minimumAcked: { before: 2_000, during: 4_000, after: 1_000 },
  deadlines: { recoverSeconds: 25, settleSeconds: 20 },
  notJudged: {},
};
