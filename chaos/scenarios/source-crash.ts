// source-crash: the source is killed (SIGKILL) with sends open, and started again some seconds later. What it had made and what had
// become of it must stand somewhere that survives it. Unfinished sends are looked up in the log before anything is sent again.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'source-crash',
  title: 'The source dies in the middle of a send',
  teaches: 'Where to go on is part of the data: a counter in memory dies with its process.',
  onlooker:
    'Silence for some seconds, then traffic again; with the counter in memory, the same traffic as before.',
  tags: ['producer', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  // Nobody starts it again at once, so that the silence can be seen.
  shared: {
    processor: { restart: false },
    producer: { requestTimeoutMs: 3_000 },
    stream: { windowMs: 3_000, allowedLatenessMs: 8_000 },
  },
  variants: {
    naive: {
      title: 'It begins again at the first event',
      settings: { producer: { resumeFrom: 'memory' } },
      because: 'the usual load generator or shipping script: a loop with a counter, no state on disk',
      expect: { verdict: 'broken', by: [{ checker: 'duplicate', atLeast: 500 }] },
    },
    hardened: {
      title: 'It reads its ledger and asks the log about what was open',
      settings: {},
      because: 'the defaults of this project; a connector’s stored offsets do the same',
      expect: { verdict: 'held', noticed: { signal: 'component-missing', withinSeconds: 6 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'kill-source',
      args: {},
      injectAtAcked: 4_000 + (seed % 10) * 100,
      undoAfterAcked: 1_000_000,
      undoAfterSeconds: 4,
    },
  ],
  minimumAcked: { before: 2_000, during: 0, after: 2_000 },
  deadlines: { recoverSeconds: 20, settleSeconds: 20 },
  notJudged: {},
};
