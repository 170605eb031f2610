// lag-metric-lies: the processor dies and stays dead. A lag that the consumer itself reports dies with it: the last value stands, near 0.
// Measured from the end of the log, which goes on, it tells at once. So that the lesson is about lag alone, all variants watch lag and
// nothing else: the signals that would notice a dead process in other ways are off.
import type { Scenario } from '../scenario.ts';

const off = { enabled: false } as const;

export const scenario: Scenario = {
  id: 'lag-metric-lies',
  title: 'The lag of a dead consumer is small',
  teaches: 'Who measures the lag must not be the one who lags: take the end of the log from the cluster.',
  onlooker: 'Lag near 0 on the page, and no new rows.',
  tags: ['consumer', 'observation', 'data-only'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: {
    consumer: { sessionTimeoutMs: 3_000, heartbeatIntervalMs: 500 },
    stream: { windowMs: 2_000, allowedLatenessMs: 1_000 },
    processor: { restart: false },
    signals: {
      'component-missing': off,
      freshness: off,
      'watermark-stalled': off,
      'end-to-end-latency': off,
    },
  },
  variants: {
    naive: {
      title: 'Lag as the consumer last reported it',
      settings: { observe: { lagFrom: 'last-report' } },
      because:
        'records-lag-max, the metric of the Java consumer that most dashboards plot: it is reported by the consumer itself and ends with it',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'false-health', atLeast: 5 }],
        notBy: ['lost-write', 'duplicate'],
      },
    },
    hardened: {
      title: 'End of the log minus the position, and a stop rule',
      settings: {},
      because: 'the defaults of this project (the rules of Burrow)',
      expect: { verdict: 'held', noticed: { signal: 'consumer-stopped', withinSeconds: 8 } },
    },
  },
  schedule: () => [
    {
      fault: 'kill-processor',
      args: { processor: 'processor-1' },
      injectAtAcked: 4_000,
      undoAfterAcked: 15_000,
      undoAfterSeconds: 19,
    },
  ],
  minimumAcked: { before: 2_000, during: 5_000, after: 1_000 },
  deadlines: { recoverSeconds: 30, settleSeconds: 30 },
  notJudged: {},
};
