// stale-silver: the silver query stands still while bronze goes on. No process dies, no error is logged, and the page keeps the last
// numbers of gold: who looks at processes alone sees a healthy pipeline. Nothing is lost; the lesson is about seeing.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'stale-silver',
  title: 'Silver stands still, bronze goes on',
  teaches: 'A layer that does not move shows in its age, not in the list of processes.',
  onlooker: 'Bronze grows, lag is zero, every process is up; the dashboard keeps showing the old numbers.',
  tags: ['lake', 'observation', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: { stream: { windowMs: 5_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'All is well while every process lives',
      settings: { observe: { health: 'processes' } },
      because: 'a liveness probe on the process and nothing else: what Kubernetes asks by default',
      expect: { verdict: 'broken', by: [{ checker: 'false-health', atLeast: 4 }] },
    },
    hardened: {
      title: 'Freshness per layer',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'freshness', withinSeconds: 10 } },
    },
  },
  schedule: () => [
    {
      fault: 'hold-table-writes',
      args: { table: 'silver' },
      injectAtAcked: 2_500,
      undoAfterAcked: 14_400,
      undoAfterSeconds: 22,
      ports: 'processor',
    },
  ],
  minimumAcked: { before: 1_500, during: 5_000, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 30 },
  notJudged: {},
};
