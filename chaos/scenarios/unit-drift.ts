// unit-drift: sizes come in kilobytes where they came in bytes. Every line is well-formed, every number plausible; the sum is a thousandth.
// The lines say which unit they use; a reader that does not look breaks, and without a look at the distribution nobody would know.
import type { Scenario } from '../scenario.ts';

const BECAUSE =
  'a column named bytes with a number in it: few parsers ask for its unit (NASA lost an orbiter that way)';

export const scenario: Scenario = {
  id: 'unit-drift',
  title: 'Bytes become kilobytes',
  teaches: 'A unit that is not part of the contract changes without an error; only the distribution tells.',
  onlooker: 'Traffic drops to nearly nothing while requests stay as they are.',
  tags: ['data', 'data-only'],
  fast: ['hardened'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  // Looking at the distribution is no protection, only knowledge: the variant that has it says so.
  shared: {
    stream: { windowMs: 4_000, allowedLatenessMs: 2_000 },
    signals: { 'distribution-shift': { enabled: false } },
  },
  variants: {
    naive: {
      title: 'Every number is taken for bytes, and nobody looks at the distribution',
      settings: { silver: { byteUnit: 'assumed' } },
      because: BECAUSE,
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'gold-divergence', atLeast: 2 },
          { checker: 'corrupt', atLeast: 1_000 },
          { checker: 'undetected', atLeast: 1 },
        ],
      },
    },
    'with-signal': {
      title: 'Every number is taken for bytes, and the distribution is watched',
      settings: { silver: { byteUnit: 'assumed' }, signals: { 'distribution-shift': { enabled: true } } },
      because: BECAUSE,
      case: 'with-signal',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'gold-divergence', atLeast: 2 }],
        notBy: ['undetected'],
        noticed: { signal: 'distribution-shift', withinSeconds: 10 },
      },
    },
    hardened: {
      title: 'The contract carries the unit, and the reader converts',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'schema-change', withinSeconds: 10 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'kilobytes',
      args: { seed, fromSeq: 8_000, toSeq: 17_000, share: 1 },
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
