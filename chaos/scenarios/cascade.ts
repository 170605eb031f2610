// cascade: three troubles, each of which alone is survived: traffic triples, one broker turns gray, a processor dies. The seed draws the
// broker and the moments. Together they overflow a buffer that any one of them would not fill, and find what is held only in memory.
// (The game day draws its faults from all scenarios; this is the one with a fixed menu.)
import { uniform } from '../distortion.ts';
import type { Scenario } from '../scenario.ts';

const START = 4_000;
const TOGETHER_SECONDS = 10;
/** All three end with the first of them, by time. */
const NEVER = 1_000_000;

/** Events after the start at which the n-th trouble begins. */
const drawn = (seed: number, n: number): number => START + Math.round(uniform(seed, n) * 3_000);

export const scenario: Scenario = {
  id: 'cascade',
  title: 'A surge, a gray broker and a crash together',
  teaches: 'Protections are tested one by one and needed all at once.',
  onlooker: 'Latency, lag and a restart at the same time: which of them is the cause?',
  tags: ['brokers', 'producer', 'consumer'],
  fast: ['hardened'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  // Enough for the surge alone and for the gray broker alone.
  shared: {
    producer: { bufferEvents: 2_600 },
    // Who commits on a timer does so often enough to fall between a batch and the crash, also where the gray broker is the coordinator and
    // answers each commit late.
    consumer: { sessionTimeoutMs: 4_000, heartbeatIntervalMs: 500, autoCommitIntervalMs: 100 },
    stream: { windowMs: 3_000, allowedLatenessMs: 8_000, triggerMs: 2_000 },
  },
  variants: {
    naive: {
      title: 'A full buffer drops',
      settings: { producer: { bufferPolicy: 'drop' } },
      because: 'most log shippers: a bounded queue in memory, and an error in the log when it is full',
      expect: { verdict: 'broken', by: [{ checker: 'never-acked', atLeast: 20 }] },
    },
    'queue-hand-off': {
      title: 'Offsets are committed before the data is durable',
      settings: { consumer: { handOff: 'queue' } },
      because:
        'autoCommit of kafkajs, on by default, which commits after each batch, with the work handed to a queue',
      expect: { verdict: 'broken', by: [{ checker: 'lost-write', atLeast: 20 }] },
    },
    hardened: {
      title: 'Back-pressure, and the position with the data',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 10 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'surge',
      args: { factor: 3 },
      injectAtAcked: drawn(seed, 0),
      undoAfterAcked: NEVER,
      undoAfterSeconds: TOGETHER_SECONDS,
    },
    {
      fault: 'toxic-latency',
      args: { broker: `broker-${(seed % 3) + 1}`, latencyMs: 800, jitterMs: 200 },
      injectAtAcked: drawn(seed, 1),
      undoAfterAcked: 0,
      undoAfterSeconds: TOGETHER_SECONDS,
    },
    {
      fault: 'kill-processor',
      args: { processor: 'processor-1', leastRecords: 2_500 },
      injectAtAcked: drawn(seed, 2) + 3_000,
      undoAfterAcked: 0,
      undoAfterSeconds: TOGETHER_SECONDS,
    },
  ],
  minimumAcked: { before: 2_000, during: 3_000, after: 500 },
  deadlines: { recoverSeconds: 25, settleSeconds: 25 },
  notJudged: {},
};
