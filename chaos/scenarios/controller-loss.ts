// controller-loss: the controller dies, and nothing seems to have happened: reads and writes go on. Ten seconds later a broker dies, and
// now nobody elects new leaders: its partitions stand still until the controller is back. Whoever watches the controller has ten seconds'
// notice; a warning that comes only with the second fault comes too late, so the first must be noticed within six seconds.
import type { Scenario } from '../scenario.ts';
import { SHORT_TIMEOUTS } from '../short-timeouts.ts';

export const scenario: Scenario = {
  id: 'controller-loss',
  title: 'The controller dies, and nothing happens',
  teaches:
    'The data plane lives without its controller until the next change is due; so the controller must be watched by itself.',
  onlooker:
    'Nothing at first; when a broker dies too, a third of the partitions stops and no election comes.',
  tags: ['brokers', 'observation'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: SHORT_TIMEOUTS,
  variants: {
    naive: {
      title: 'Nobody watches the controller',
      settings: { observe: { watchController: false } },
      because:
        'kafka-exporter and most client-side dashboards ask brokers only, and a KRaft broker names another broker when asked for the controller',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'undetected', atLeast: 1 }],
        notBy: ['lost-write', 'unseen'],
      },
    },
    hardened: {
      title: 'The controller is asked for a sign of life',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'controller-missing', withinSeconds: 6 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'kill-nodes',
      args: { nodes: ['controller'] },
      injectAtAcked: 3_000,
      undoAfterAcked: 1_000_000,
      undoAfterSeconds: 1,
      noticeWithinSeconds: 6,
    },
    {
      fault: 'kill-nodes',
      args: { nodes: [`broker-${(seed % 3) + 1}`] },
      injectAtAcked: 12_000,
      injectAfterSeconds: 14,
      undoAfterAcked: 1_000_000,
      undoAfterSeconds: 6,
    },
  ],
  minimumAcked: { before: 2_000, during: 4_000, after: 500 },
  deadlines: { recoverSeconds: 30, settleSeconds: 20 },
  notJudged: {},
};
