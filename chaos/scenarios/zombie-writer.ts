// zombie-writer: a processor is paused (SIGSTOP, as a long garbage collection or a frozen machine does it), another takes its partitions
// over, and it wakes up with records in hand. Both believe that they own the same partitions. The group cannot stop the writer: only the
// table can, by refusing a commit that does not continue the position it holds.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'zombie-writer',
  title: 'Two writers believe that they own the same partitions',
  teaches:
    'A consumer group decides who reads, not who writes; the write itself must check that it is still due.',
  onlooker: 'One processor is silent for some seconds, the other does all the work, then both are back.',
  tags: ['consumer', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: {
    consumer: { sessionTimeoutMs: 3_000, heartbeatIntervalMs: 500 },
    processor: { processes: 2 },
    stream: { triggerMs: 1_200, windowMs: 3_000, allowedLatenessMs: 2_000 },
  },
  variants: {
    naive: {
      title: 'Nobody checks where the table stands',
      settings: { lake: { positionCheck: 'off' } },
      because:
        'a plain append, as df.write.format("delta").mode("append") in foreachBatch without txnAppId and txnVersion makes it',
      expect: { verdict: 'broken', by: [{ checker: 'duplicate', atLeast: 100 }] },
    },
    hardened: {
      title: 'The table refuses whoever does not continue its position',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 10 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'zombie-processor',
      args: { process: `processor-${(seed % 2) + 1}`, leastRecords: 200 },
      injectAtAcked: 4_000,
      undoAfterAcked: 2_500,
      undoAfterSeconds: 6,
    },
  ],
  minimumAcked: { before: 2_000, during: 1_000, after: 3_000 },
  deadlines: { recoverSeconds: 30, settleSeconds: 30 },
  notJudged: {},
};
