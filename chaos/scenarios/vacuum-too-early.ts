// vacuum-too-early: a reader opens a table, and some seconds later reads the files it found. The table has moved on by then; the files
// are still there, unless a vacuum without retention has removed them. Judged is the promise the reader relies on: what a table lets go
// of stays for `readersNeedMs`.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'vacuum-too-early',
  title: 'Files are removed under a reader',
  teaches: 'Retention must be longer than the slowest reader: an open table is a promise to keep its files.',
  onlooker: 'The pipeline is well; a report that began a few seconds ago fails with "file not found".',
  tags: ['lake', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: { stream: { windowMs: 5_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'Vacuum keeps nothing',
      settings: { lake: { vacuumRetentionMs: 0 } },
      because:
        'VACUUM … RETAIN 0 HOURS with spark.databricks.delta.retentionDurationCheck.enabled=false, the usual advice against a full disk',
      expect: { verdict: 'broken', by: [{ checker: 'log-continuity', atLeast: 5 }] },
    },
    hardened: {
      title: 'Retention longer than the slowest reader',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held' },
    },
  },
  schedule: () => [
    {
      fault: 'slow-reader',
      args: { table: 'gold.traffic', takesMs: 5_000 },
      injectAtAcked: 2_500,
      undoAfterAcked: 6_000,
      undoAfterSeconds: 10,
    },
  ],
  minimumAcked: { before: 1_500, during: 2_500, after: 500 },
  deadlines: { recoverSeconds: 15, settleSeconds: 20 },
  notJudged: { undetected: 'a slow reader is no fault; where its files are kept there is nothing to notice' },
  readersNeedMs: 15_000,
};
