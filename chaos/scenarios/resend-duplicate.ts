// resend-duplicate: a send over many partitions, idempotent; one broker answers slowly, the connection to another is reset. kafkajs 2.2.4
// retries the whole send, and takes a broker for unanswered whose answer is only late (`responsePerBroker` holds null for both): it
// waits for that broker's lock, then writes the same records under new numbers, which no broker can know for repeats. Found while
// broker-loss was built (not in the catalogue); the same root as hazard 1: one call, several brokers, one retry (tulios/kafkajs#1303).
import type { Scenario } from '../scenario.ts';

const BROKERS = ['broker-1', 'broker-2', 'broker-3'];

export const scenario: Scenario = {
  id: 'resend-duplicate',
  title: 'A retry writes again what was only late',
  teaches: 'Numbers protect a request, not a call: who retries more than failed numbers the copy anew.',
  onlooker: 'Slow acknowledgements for some seconds; idempotence is on, and yet there are repeats.',
  tags: ['producer'],
  fast: ['hardened'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: {
    producer: { batchEvents: 300, lingerMs: 50 },
    stream: { windowMs: 3_000, allowedLatenessMs: 8_000 },
  },
  variants: {
    naive: {
      title: 'One call sends to many partitions',
      settings: { producer: { sendGrouping: 'many-partitions' } },
      because:
        'the stock call: producer.send({ topic, messages }) of kafkajs spreads its messages over all partitions',
      expect: { verdict: 'broken', by: [{ checker: 'duplicate', atLeast: 5 }] },
    },
    hardened: {
      title: 'One call sends to one partition',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 10 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'reset-beside-slow',
      args: {
        slow: BROKERS[seed % 3]!,
        reset: BROKERS[(seed + 1 + (seed % 2)) % 3]!,
        slowMs: 2_000,
        heldMs: 500,
        strikes: 3,
        rounds: 7,
      },
      injectAtAcked: 3_500,
      undoAfterAcked: 500,
      undoAfterSeconds: 10,
    },
  ],
  minimumAcked: { before: 2_000, during: 300, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 20 },
  notJudged: {},
};
