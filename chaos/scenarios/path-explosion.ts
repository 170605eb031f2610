// path-explosion: every request gets a query string of its own. A table kept by path then grows like the events, and so does every
// commit and every read of it. The most requested paths and one row for all the others are as many rows as ever.
import type { System } from '../drivers/system.ts';
import type { Scenario } from '../scenario.ts';

/** Rows a table of windows of six seconds may have after less than a minute: 500 paths and the others, with some to spare. */
const MOST_ROWS = 8_000;

function rowsOfPaths({ watch }: System): number | null {
  const reports = Object.values(watch.snapshot().processors);
  const rows = reports.flatMap(({ value }) => value.tables['gold.paths']?.rows ?? []);
  return rows.length === 0 ? null : Math.max(...rows);
}

export const scenario: Scenario = {
  id: 'path-explosion',
  title: 'Every path is different',
  teaches: 'A key that users invent has no bound: keep the largest and sum the rest.',
  onlooker: 'Pages open more slowly, commits take longer, memory grows; every number is right.',
  tags: ['data', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: { stream: { windowMs: 6_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'Every path has its row',
      settings: { silver: { pathsTopN: null } },
      because: 'a plain GROUP BY window, path: the first query anybody writes',
      expect: { verdict: 'broken', by: [{ checker: 'over-bound', atLeast: 2 }], notBy: ['gold-divergence'] },
    },
    hardened: {
      title: 'The top 500 of a window, and one row for all the others',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'path-variety', withinSeconds: 10 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'unique-paths',
      args: { seed, fromSeq: 10_000, toSeq: 25_000, share: 1 },
      injectAtAcked: 10_000,
      undoAfterAcked: 15_500,
      undoAfterSeconds: 24,
      ports: 'source',
    },
  ],
  minimumAcked: { before: 5_000, during: 5_000, after: 500 },
  deadlines: { recoverSeconds: 12, settleSeconds: 20 },
  notJudged: {},
  bounds: [{ name: 'rows of gold.paths', unit: 'rows', atMost: MOST_ROWS, measure: rowsOfPaths }],
};
