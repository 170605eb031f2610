// torn-commit: two processors write one table, and the store takes a moment for each commit. Both look which version is the newest, both
// write the next one. With a plain write the later one replaces the earlier, and both are told that it worked.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'torn-commit',
  title: 'Two writers commit the same version',
  teaches: 'A log needs a store that refuses the second writer of a name; a plain write lets both succeed.',
  onlooker: 'Nothing: every commit succeeds, lag is zero, and rows are missing.',
  tags: ['lake', 'data-only'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: { stream: { windowMs: 5_000, allowedLatenessMs: 2_000 }, processor: { processes: 2 } },
  variants: {
    naive: {
      title: 'A commit is a plain write',
      settings: { lake: { commitMode: 'overwrite' } },
      because:
        'delta-rs with AWS_S3_ALLOW_UNSAFE_RENAME=true, and Delta on S3 from several clusters without a log store that locks',
      expect: { verdict: 'broken', by: [{ checker: 'lost-write', atLeast: 200 }] },
    },
    hardened: {
      title: 'Put if absent: the second writer is told, and tries the next version',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held' },
    },
  },
  schedule: () => [
    {
      fault: 'slow-lake',
      args: { delayMs: 250, paths: 'bronze/_delta_log/\\d{20}\\.json$', needsOverlap: true },
      injectAtAcked: 3_000,
      undoAfterAcked: 8_000,
      undoAfterSeconds: 12,
      ports: 'processor',
    },
  ],
  minimumAcked: { before: 1_500, during: 3_000, after: 500 },
  deadlines: { recoverSeconds: 15, settleSeconds: 25 },
  notJudged: {
    undetected:
      'commits that take 250 ms are no alarm, and where the second writer is refused there is nothing to notice',
  },
};
