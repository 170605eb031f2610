// unclean-election: one replica is stopped, two thousand events are acknowledged by the other two, then both die at once and the first
// comes back alone. It may lead and forget (available, wrong), or nobody leads until one of the others is back (unavailable, right). The reader
// had read the forgotten records: the log goes on at their offsets with other events, which it skips, since it stands beyond them.
import type { Scenario } from '../scenario.ts';
import { SHORT_TIMEOUTS } from '../short-timeouts.ts';

export const scenario: Scenario = {
  id: 'unclean-election',
  title: 'A replica that missed records may lead',
  teaches:
    'An unclean election buys availability with acknowledged records; the same offset then names two events.',
  onlooker: '“Recovered”, sooner than the other variant; the end of the log went back.',
  tags: ['brokers'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    topic: { partitions: 1 },
    startup: { topicContract: 'warn' },
    ...SHORT_TIMEOUTS,
  },
  variants: {
    naive: {
      title: 'Unclean election is allowed',
      settings: { topic: { uncleanLeaderElection: true } },
      because:
        'unclean.leader.election.enable was true by default until Kafka 0.11 (KIP-106), and is what runbooks switch on to get a topic back',
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'offset-inconsistency', atLeast: 100 },
          { checker: 'lost-write', atLeast: 100 },
        ],
        noticed: { signal: 'log-truncated', withinSeconds: 30 },
      },
    },
    hardened: {
      title: 'Nobody leads who missed records',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 15 } },
    },
    refused: {
      title: 'The contract refuses such a topic at the start',
      settings: { topic: { uncleanLeaderElection: true }, startup: { topicContract: 'refuse' } },
      because:
        'the default of startup.topicContract in this project; the other variants only warn, so that the election can be seen',
      expect: { verdict: 'held', refusal: 'topic-misconfigured' },
    },
  },
  schedule: (seed) => [
    {
      fault: 'elect-laggard',
      args: { partition: 0, follower: seed % 2, events: 2_000 },
      injectAtAcked: 3_000,
      undoAfterAcked: 1_000_000,
      undoAfterSeconds: 3,
    },
  ],
  minimumAcked: { before: 2_000, during: 0, after: 2_000 },
  deadlines: { recoverSeconds: 35, settleSeconds: 20 },
  notJudged: {},
};
