// clock-skew: the processor's clock jumps. Windows cut by that clock put events where they did not happen; windows cut by the events' own
// times do not care. What the wrong clock does touch is what is measured with it: latencies turn negative or absurd, and say so.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'clock-skew',
  title: 'The processor’s clock jumps',
  teaches: 'Count by the time the event carries; the clock on the wall is somebody else’s.',
  onlooker: 'Events from the future, or minutes of latency, with traffic as usual.',
  tags: ['time', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: { stream: { windowMs: 3_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'Windows of processing time',
      settings: { stream: { windowTime: 'processing-time' } },
      because: 'TumblingProcessingTimeWindows in Flink, `GROUP BY` over the ingestion time elsewhere',
      expect: { verdict: 'broken', by: [{ checker: 'gold-divergence', atLeast: 20 }], notBy: ['lost-write'] },
    },
    hardened: {
      title: 'Windows of event time',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'clock-skew', withinSeconds: 5 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'skew-clock',
      // Behind or ahead, 20 to 49 s.
      args: { byMs: (seed % 2 === 0 ? 1 : -1) * (20 + (seed % 30)) * 1_000 },
      injectAtAcked: 4_000,
      undoAfterAcked: 7_000,
      undoAfterSeconds: 12,
      ports: 'processor',
    },
  ],
  minimumAcked: { before: 2_000, during: 3_000, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 20 },
  notJudged: {},
};
