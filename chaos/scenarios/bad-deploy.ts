// bad-deploy: one small change is rolled out among harmless ones, and everything downstream stands still. Every process is up, nothing
// is logged as an error. With a journal of changes the cause is a look away; without one the search begins at the source.
// The catalogue's SQL filter and field order damage data, which no diagnosis makes good: here the changes are such that rolling back is all.
import { askWhy } from '../drivers/diagnose.ts';
import type { Scenario, SettingsChange } from '../scenario.ts';

/** What is rolled out: the bad change (seconds were meant, or a minute: who knows) and a harmless companion, which must not be named. */
const ROLLED_OUT: SettingsChange = { stream: { triggerMs: 60_000 }, processor: { reportEveryMs: 200 } };

export const scenario: Scenario = {
  id: 'bad-deploy',
  title: 'A small change is rolled out',
  teaches: 'Most outages begin with a change: keep a journal of them, and ask it first.',
  onlooker: 'Gold stands still some seconds after a deployment that looked harmless.',
  tags: ['lake', 'observation', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 600, maxEvents: null },
  shared: { stream: { windowMs: 5_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'Nobody keeps a journal of changes',
      settings: { observe: { changeJournal: false } },
      because:
        'settings in environment variables and a rolling restart leave no trace (the twelve-factor default)',
      expect: { verdict: 'broken', by: [{ checker: 'misdiagnosed', atLeast: 1 }] },
    },
    hardened: {
      title: 'Every deployment stands in the journal of changes',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 12 } },
    },
  },
  schedule: () => [
    {
      fault: 'deploy',
      args: { change: ROLLED_OUT },
      injectAtAcked: 3_000,
      undoAfterAcked: 7_200,
      undoAfterSeconds: 16,
    },
  ],
  minimumAcked: { before: 1_500, during: 3_000, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 30 },
  notJudged: {},
  diagnoses: () => [
    {
      question: 'why changed gold.traffic',
      rightCause: 'settings stream.triggerMs',
      ask: (system) => askWhy(system, 'changed'),
    },
  ],
};
