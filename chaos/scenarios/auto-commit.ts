// auto-commit: records are handed to a queue, and the client commits their offsets as soon as they are handed over. A kill then loses what
// the queue held: lag is 0, the group stable, no error anywhere. Control: auto-commit after synchronous work loses nothing. It is not the
// committing by itself that loses data, but committing before the work is durable.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'auto-commit',
  title: 'Offsets are committed before the work is done',
  teaches:
    'Auto-commit is safe while the work is done before the call returns; a queue behind it turns every crash into loss.',
  onlooker: 'A restart, lag back at 0, no error: everything looks well.',
  tags: ['consumer', 'data-only'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    consumer: { sessionTimeoutMs: 4_000, heartbeatIntervalMs: 500 },
    stream: { triggerMs: 1_200, windowMs: 3_000, allowedLatenessMs: 2_000 },
  },
  variants: {
    naive: {
      title: 'A queue behind auto-commit',
      settings: { consumer: { handOff: 'queue' } },
      because:
        'autoCommit is on by default in kafkajs (commits after each batch) and enable.auto.commit in the Java client; the queue is what everyone adds to be faster',
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'lost-write', atLeast: 300 },
          { checker: 'undetected', atLeast: 1 },
        ],
        noticed: { withinSeconds: 10 },
      },
    },
    control: {
      title: 'Committed after every batch, the work done before',
      settings: { consumer: { offsetStore: 'kafka' } },
      because: 'what autoCommit of kafkajs does by default when eachBatch awaits its work',
      expect: { verdict: 'held', noticed: { withinSeconds: 10 } },
    },
    hardened: {
      title: 'The position moves with the data',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 10 } },
    },
  },
  schedule: () => [
    {
      fault: 'kill-processor',
      args: { processor: 'processor-1', leastRecords: 500 },
      injectAtAcked: 4_000,
      undoAfterAcked: 8_000,
      undoAfterSeconds: 12,
    },
  ],
  minimumAcked: { before: 2_000, during: 3_000, after: 1_000 },
  deadlines: { recoverSeconds: 30, settleSeconds: 30 },
  notJudged: {},
};
