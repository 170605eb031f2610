// corrupt-data-file: the disk damages what lies on it. A bit flips in each of some data files, or a commit of the log loses its second half
// (a case each). Nothing that runs notices: it read those bytes long ago. With checksums in the commits, looked at again in turn, damage is
// found within seconds, the data files are read once more from Kafka, and the commit is put back as it was read.
import type { Scenario } from '../scenario.ts';

const FILES = 4;
const NO_CHECKSUM =
  'the Delta protocol knows no checksum of a data file: add has path, size and statistics, and neither delta-rs nor Delta on Spark compares bytes';

export const scenario: Scenario = {
  id: 'corrupt-data-file',
  title: 'The disk damages the lake',
  teaches:
    'Storage lies without an error: keep checksums beside the data, look at them again, and know from where to rebuild.',
  onlooker: 'Nothing at all; some rows say something else than they did.',
  tags: ['lake', 'data-only'],
  fast: ['hardened-bytes', 'naive-commit'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: { stream: { windowMs: 5_000, allowedLatenessMs: 2_000 } },
  variants: {
    'naive-bytes': {
      title: 'Bits flip, and nothing compares the bytes',
      case: 'bytes',
      settings: { lake: { checksum: false } },
      because: NO_CHECKSUM,
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'corrupt', atLeast: FILES },
          { checker: 'undetected', atLeast: 1 },
        ],
        notBy: ['lost-write'],
      },
    },
    'hardened-bytes': {
      title: 'Bits flip; a checksum tells, and bronze is rebuilt from Kafka',
      case: 'bytes',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'damaged-files', withinSeconds: 10 } },
    },
    'naive-commit': {
      title: 'A commit is cut in two, and nobody reads it again',
      case: 'commit',
      settings: { lake: { checksum: false } },
      because: NO_CHECKSUM,
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'log-continuity', atLeast: 1 },
          { checker: 'undetected', atLeast: 1 },
        ],
      },
    },
    'hardened-commit': {
      title: 'A commit is cut in two; it is put back as it was read',
      case: 'commit',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'damaged-files', withinSeconds: 10 } },
    },
  },
  schedule: (seed, caseName) => [
    {
      fault: caseName === 'commit' ? 'truncate-commit' : 'flip-bytes',
      args: { seed, table: 'bronze', ...(caseName === 'commit' ? {} : { files: FILES }) },
      injectAtAcked: 6_000,
      undoAfterAcked: 6_400,
      undoAfterSeconds: 10,
    },
  ],
  minimumAcked: { before: 3_000, during: 3_000, after: 500 },
  deadlines: { recoverSeconds: 15, settleSeconds: 25 },
  notJudged: {},
};
