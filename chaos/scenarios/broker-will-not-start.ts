// broker-will-not-start: a broker ends and does not come back, for one of four reasons (a case each). The other two go on, so the data is safe
// throughout: the lesson is what one answers when asked why. A list of processes says that one is down, or even that all run; `doctor` reads the
// start in the log, the folder and the addresses, and names the cause and whose it is. All four are mended without a reset.
import type { BrokerName } from '../../pipeline/runtime/cluster.ts';
import { askDoctor } from '../drivers/ask-doctor.ts';
import type { Obstacle } from '../faults/prevent-broker-start.ts';
import type { Scenario, Variant } from '../scenario.ts';

const TITLES: Record<Obstacle, string> = {
  'port-taken': 'Another program has its port',
  'wrong-cluster-id': 'Its folder belongs to another cluster',
  'wrong-node-id': 'Its folder belongs to another node',
  'unreachable-address': 'It tells its clients an address where nobody listens',
};
const OBSTACLES = Object.keys(TITLES) as Obstacle[];
const BROKERS: readonly BrokerName[] = ['broker-1', 'broker-2', 'broker-3'];

const naive = (obstacle: Obstacle): Variant => ({
  title: `${TITLES[obstacle]}; asked is the list of processes`,
  case: obstacle,
  settings: { observe: { diagnosis: 'process-state' } },
  because: 'what systemctl status, docker ps and most liveness probes look at',
  expect: {
    verdict: 'broken',
    by: [{ checker: 'misdiagnosed', atLeast: 1 }],
    notBy: ['lost-write', 'unseen'],
  },
});

const hardened = (obstacle: Obstacle): Variant => ({
  title: `${TITLES[obstacle]}; asked is the doctor`,
  case: obstacle,
  settings: {},
  because: 'the defaults of this project',
  expect: { verdict: 'held' },
});

export const scenario: Scenario = {
  id: 'broker-will-not-start',
  title: 'A broker that does not come back',
  teaches:
    'Down is not a cause. The log of the last start, the folder’s identity and the advertised address each know more than the process list.',
  onlooker: 'A broker is missing, or is there and nobody can reach it; clients retry.',
  tags: ['brokers', 'observation'],
  fast: ['hardened-wrong-cluster-id'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    producer: { requestTimeoutMs: 3_000 },
    consumer: { requestTimeoutMs: 3_000, sessionTimeoutMs: 3_000 },
    stream: { windowMs: 2_000, allowedLatenessMs: 2_000 },
  },
  variants: Object.fromEntries(
    OBSTACLES.flatMap((obstacle) => [
      [`naive-${obstacle}`, naive(obstacle)],
      [`hardened-${obstacle}`, hardened(obstacle)],
    ]),
  ),
  schedule: (seed, caseName) => [
    {
      fault: 'prevent-broker-start',
      args: { broker: BROKERS[seed % 3]!, obstacle: caseName },
      injectAtAcked: 3_000,
      undoAfterAcked: 3_000,
      undoAfterSeconds: 8,
    },
  ],
  minimumAcked: { before: 2_000, during: 500, after: 500 },
  deadlines: { recoverSeconds: 30, settleSeconds: 20 },
  notJudged: {},
  diagnoses: (caseName) => [
    {
      question: 'what is wrong with the brokers?',
      rightCause: caseName,
      ask: async (system) => askDoctor(system),
    },
  ],
};
