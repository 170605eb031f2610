// lying-timestamps: some lines tell a time at which nothing happened: six hours ahead, the epoch, or local time written as UTC. One event
// from the future drags its partition's watermark with it, and every true event after it is late. A time from the past harms itself only.
import type { Expectation, Scenario, Variant } from '../scenario.ts';

const BECAUSE =
  'withWatermark of Spark and forBoundedOutOfOrderness of Flink believe every time they are given';

const naive = (caseName: string, title: string, by: Expectation['by'] & object): Variant => ({
  title,
  settings: { silver: { timeBounds: 'off' } },
  because: BECAUSE,
  case: caseName,
  expect: { verdict: 'broken', by },
});

const hardened = (caseName: string): Variant => ({
  title: 'A time out of bounds goes to quarantine',
  settings: {},
  because: 'the defaults of this project',
  case: caseName,
  expect: { verdict: 'held', noticed: { signal: 'quarantine-rate', withinSeconds: 10 } },
});

const LET_THROUGH = [
  { checker: 'quarantine-mismatch', atLeast: 50 },
  { checker: 'corrupt', atLeast: 50 },
];

export const scenario: Scenario = {
  id: 'lying-timestamps',
  title: 'Some lines lie about their time',
  teaches: 'Event time is what somebody else’s clock says: believe it within bounds only.',
  onlooker: 'From one moment on gold takes no events any more, while silver grows as ever.',
  tags: ['data', 'time', 'data-only'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: { stream: { windowMs: 4_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: naive('ahead', 'Hours ahead, and believed', [
      { checker: 'late-dropped', atLeast: 2_000 },
      ...LET_THROUGH,
    ]),
    hardened: hardened('ahead'),
    'naive-epoch': naive('epoch', '1970, and believed', LET_THROUGH),
    'hardened-epoch': hardened('epoch'),
    'naive-zone': naive('zone', 'Local time taken for UTC', LET_THROUGH),
    'hardened-zone': hardened('zone'),
  },
  schedule: (seed, caseName) => [
    {
      fault: 'lying-times',
      args: { seed, fromSeq: 5_000, toSeq: 11_000, share: 0.03, lie: caseName },
      injectAtAcked: 5_000,
      undoAfterAcked: 7_000,
      undoAfterSeconds: 15,
      ports: 'source',
    },
  ],
  minimumAcked: { before: 3_000, during: 3_000, after: 500 },
  deadlines: { recoverSeconds: 10, settleSeconds: 20 },
  notJudged: {},
};
