// lake-disk-full: writes to the lake end half way, data files and commits alike. A half data file that no commit names harms nobody;
// a half commit under its final name is a version no reader gets past, and no later write repairs it.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'lake-disk-full',
  title: 'The disk under the lake is full',
  teaches:
    'Write under a temporary name and give the final one last: then a full disk costs time, and no table.',
  onlooker:
    'Writes fail with ENOSPC, the layers fall behind; after room is made, one lake goes on and the other is stuck.',
  tags: ['lake', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: { stream: { windowMs: 5_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'Files are written in place',
      settings: { lake: { publish: 'in-place' } },
      because:
        'open(path, "w") on the final name: how a script writes a file, and what Hadoop’s FileOutputCommitter v2 does with task output',
      expect: { verdict: 'broken', by: [{ checker: 'log-continuity', atLeast: 1 }] },
    },
    hardened: {
      title: 'Temporary name first, then the final one',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'lake-writes', withinSeconds: 10 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'lake-disk-full',
      args: { seed, share: 0.6 },
      injectAtAcked: 2_500,
      undoAfterAcked: 6_400,
      undoAfterSeconds: 12,
      ports: 'processor',
    },
  ],
  minimumAcked: { before: 1_500, during: 3_000, after: 500 },
  deadlines: { recoverSeconds: 15, settleSeconds: 20 },
  notJudged: {},
};
