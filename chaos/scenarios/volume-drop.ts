// volume-drop: a good half of the hosts vanishes. Nothing fails, nothing is lost, every number is right; it is only half as large. Rules that
// wait for errors see nothing. Control: a silence of all hosts is noticed at once, and costs nothing.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'volume-drop',
  title: 'Half of the hosts vanish',
  teaches: 'What does not come raises no error: the usual volume has to be known.',
  onlooker: 'A chart that is lower than yesterday’s; who looks at today’s only sees nothing.',
  tags: ['data', 'observation', 'data-only'],
  fast: ['control'],
  source: { input: { kind: 'generator' }, ratePerSecond: 600, maxEvents: null },
  shared: { stream: { windowMs: 4_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'Only errors, lag and age are watched',
      settings: { signals: { 'volume-drop': { enabled: false } } },
      because:
        'the alert rules that come with Kafka exporters know lag, replicas and errors, and no usual volume',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'undetected', atLeast: 1 }],
        notBy: ['lost-write', 'gold-divergence'],
      },
    },
    hardened: {
      title: 'The volume is compared with the past minute',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'volume-drop', withinSeconds: 15 } },
    },
    control: {
      title: 'All hosts are silent: noticed at once, and nothing is lost',
      settings: {},
      because: 'the defaults of this project',
      case: 'silence',
      expect: { verdict: 'held', noticed: { signal: 'source-silent', withinSeconds: 10 } },
    },
  },
  schedule: (seed, caseName) => [
    caseName === 'silence'
      ? {
          fault: 'vanished-hosts',
          args: { seed, fromSeq: 4_000, toSeq: 8_200, share: 1, hosts: 1 },
          injectAtAcked: 4_000,
          undoAfterAcked: 1_200,
          undoAfterSeconds: 20,
          ports: 'source',
        }
      : {
          fault: 'vanished-hosts',
          args: { seed, fromSeq: 13_000, toSeq: 23_000, share: 1, hosts: 0.55 },
          injectAtAcked: 13_000,
          undoAfterAcked: 4_200,
          undoAfterSeconds: 17,
          ports: 'source',
        },
  ],
  minimumAcked: { before: 3_000, during: 800, after: 500 },
  deadlines: { recoverSeconds: 12, settleSeconds: 20 },
  notJudged: {},
};
