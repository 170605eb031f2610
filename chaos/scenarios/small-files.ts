// small-files: somebody sets the trigger to 50 ms, so that the page is fresher. Every commit is a data file and a file of the log, and
// hundreds of both are there within seconds: whoever opens the table opens them all. Counted is what an opener has to open (data files,
// commits since the newest checkpoint) and not how long that takes: on a busy machine milliseconds say more of the machine.

import type { System } from '../drivers/system.ts';
import { tableCost } from '../drivers/table-cost.ts';
import type { Scenario } from '../scenario.ts';

/** Files merged and checkpoints written far more often than in days of running, so that a run of half a minute shows both. */
const MERGED_AFTER = 20;
const CHECKPOINT_EVERY = 20;
/** With merging: those of a round of maintenance and the one under way on top. Without: eight a second, growing. */
const MOST_FILES = 100;
const MOST_COMMITS = 80;

const costOf = ({ run }: System) => tableCost(run.spec.lakeDir, 'bronze');

export const scenario: Scenario = {
  id: 'small-files',
  title: 'Every trigger is a file',
  teaches:
    'A short trigger is paid for by whoever reads: merge small files and write checkpoints of the log, or each opening costs more.',
  onlooker: 'The page is fresher than ever; reports that open the table take longer every minute.',
  tags: ['lake', 'data-only'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: {
    stream: { windowMs: 5_000, allowedLatenessMs: 2_000 },
    lake: { compactAfterFiles: MERGED_AFTER, checkpointEveryCommits: CHECKPOINT_EVERY },
  },
  variants: {
    naive: {
      title: 'Nothing is merged, and the log has no checkpoint',
      settings: { lake: { compaction: false, checkpointEveryCommits: 1_000_000 } },
      because:
        'delta-rs merges only when somebody calls optimize; with 0.10 a user had 4,000 commits and no checkpoint (delta-io/delta-rs#1815)',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'over-bound', atLeast: 3 }],
        notBy: ['lost-write', 'duplicate', 'log-continuity'],
      },
    },
    hardened: {
      title: 'Small files are merged behind the queries’ backs, the log gets checkpoints',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held' },
    },
  },
  schedule: (seed) => [
    {
      fault: 'deploy',
      args: { change: { stream: { triggerMs: 50 } } },
      injectAtAcked: 3_000 + (seed % 10) * 100,
      undoAfterAcked: 16_000,
      undoAfterSeconds: 22,
    },
  ],
  minimumAcked: { before: 1_500, during: 6_000, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 25 },
  notJudged: {
    undetected: 'a shorter trigger is no fault; where its files are merged there is nothing to notice',
  },
  bounds: [
    {
      name: 'data files of bronze',
      unit: 'files',
      atMost: MOST_FILES,
      measure: async (system) => (await costOf(system))?.files ?? null,
    },
    {
      name: 'commits of bronze to replay',
      unit: 'commits',
      atMost: MOST_COMMITS,
      measure: async (system) => (await costOf(system))?.commitsToReplay ?? null,
    },
  ],
};
