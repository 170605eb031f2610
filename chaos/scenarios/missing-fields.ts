// missing-fields: a fifth of the lines lacks a field that nobody needs. A strict reader throws the whole line away; one that knows what is
// required keeps it, with a null where nothing was.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'missing-fields',
  title: 'Fields are absent in a share of the lines',
  teaches: 'Say which fields are required: everything else may be null without costing the row.',
  onlooker: 'Somewhat fewer requests than before, and no error.',
  tags: ['data', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: {
    stream: { windowMs: 4_000, allowedLatenessMs: 2_000 },
    // The real log has such lines as well, some in ten thousand. Whoever throws them away loses them before the fault, too.
    signals: { 'rows-missing': { rows: 20 } },
  },
  variants: {
    naive: {
      title: 'A line that lacks a field is thrown away',
      settings: { silver: { parser: 'strict' } },
      because: 'mode DROPMALFORMED of Spark’s readers with a schema of columns that may not be null',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'unseen', atLeast: 500 }],
        notBy: ['lost-write'],
        noticed: { signal: 'rows-missing', withinSeconds: 10 },
      },
    },
    hardened: {
      title: 'Only time and status are required',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'null-rate', withinSeconds: 12 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'absent-fields',
      args: { seed, fromSeq: 8_000, toSeq: 17_000, share: 0.2 },
      injectAtAcked: 8_000,
      undoAfterAcked: 9_400,
      undoAfterSeconds: 18,
      ports: 'source',
    },
  ],
  minimumAcked: { before: 5_000, during: 5_000, after: 500 },
  deadlines: { recoverSeconds: 10, settleSeconds: 20 },
  notJudged: {},
};
