// poison-pill: a few records of a stretch are nothing a reader can read, in five forms. What happens to the good ones behind them is
// decided by what the reader does with the first bad one: stop and be stuck, drop it and say nothing, or put it aside and go on.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'poison-pill',
  title: 'A record that nobody can read',
  teaches:
    'One bad record must cost one record: a reader that stops at it costs all that follow, one that drops it costs the evidence.',
  onlooker: 'The tables stand still, and whoever starts the processor again sees it end at the same record.',
  tags: ['data', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: { stream: { windowMs: 4_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'A record that cannot be read ends the processor',
      settings: { silver: { poison: 'stop' } },
      because:
        'LogAndFailExceptionHandler is the default of Kafka Streams, and json.ignore-parse-errors of Flink is false',
      expect: { verdict: 'broken', by: [{ checker: 'unseen', atLeast: 1_000 }], notBy: ['lost-write'] },
    },
    drops: {
      title: 'A record that cannot be read is dropped',
      settings: { silver: { poison: 'drop' } },
      because: 'LogAndContinueExceptionHandler of Kafka Streams, and mode DROPMALFORMED of Spark',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'unseen', atLeast: 50 }],
        notBy: ['lost-write', 'gold-divergence'],
        noticed: { signal: 'rows-missing', withinSeconds: 10 },
      },
    },
    hardened: {
      title: 'A record that cannot be read goes to quarantine, byte for byte',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'quarantine-rate', withinSeconds: 10 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'poison-lines',
      args: { seed, fromSeq: 5_000, toSeq: 11_000, share: 0.025 },
      injectAtAcked: 5_000,
      undoAfterAcked: 7_000,
      undoAfterSeconds: 15,
      ports: 'source',
    },
  ],
  minimumAcked: { before: 3_000, during: 3_000, after: 500 },
  deadlines: { recoverSeconds: 8, settleSeconds: 15 },
  notJudged: {},
};
