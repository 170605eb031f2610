// late-timestamps: a share of the events of a stretch arrives 0.5 to 12 seconds after it happened. No error anywhere; gold is low.
// The price of lateness is time: a window is final only when the watermark, less the lateness, has passed it.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'late-timestamps',
  title: 'A share of the events comes late',
  teaches:
    'A window that closes early is wrong without an error; lateness is bought with the time until a number is final.',
  onlooker: 'Gold lies below the truth for the stretch, and stays there.',
  tags: ['data', 'time'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: { stream: { windowMs: 5_000 } },
  variants: {
    naive: {
      title: 'No lateness is allowed',
      settings: { stream: { allowedLatenessMs: 0 } },
      because: 'withWatermark("0 seconds") and Flink’s allowedLateness default of 0',
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'late-dropped', atLeast: 50 },
          { checker: 'gold-divergence', atLeast: 1 },
        ],
      },
    },
    hardened: {
      title: 'Lateness from the measured behind_ms',
      settings: { stream: { allowedLatenessMs: 12_500 } },
      because: 'just above the latest event of the stretch',
      expect: { verdict: 'held' },
    },
  },
  schedule: (seed) => [
    {
      fault: 'late-events',
      args: { seed, fromSeq: 4_000, toSeq: 14_000, share: 0.2, minDelayMs: 500, maxDelayMs: 12_000 },
      injectAtAcked: 4_000,
      undoAfterAcked: 16_000,
      undoAfterSeconds: 30,
      ports: 'source',
    },
  ],
  minimumAcked: { before: 2_000, during: 5_000, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 30 },
  notJudged: {
    undetected: 'late data below the signal’s share is no alarm; the hardened variant has nothing to detect',
    reordered: 'a late event stands behind the ones that came before it: that is the fault itself',
  },
};
