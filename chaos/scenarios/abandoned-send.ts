// abandoned-send: a send is given up after its retries, although the broker had written it; the producer is kept. kafkajs has taken the
// number back, so the next send of the same size carries it, and the broker takes that one for a repeat: acknowledged, with the place of
// another batch, and absent (hazard 3 of correctness.md). A producer that begins anew after any rejected send has other numbers.
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  id: 'abandoned-send',
  title: 'A send is given up, its producer is kept',
  teaches: 'After a send that failed for good, the producer itself is suspect: throw it away.',
  onlooker: 'An error in the source’s log, then everything goes on, all acknowledged.',
  tags: ['producer'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  // Few retries, so that sends are given up at all; sends of equal size, because the broker tells a repeat by first and last number.
  shared: {
    producer: { batchEvents: 50, lingerMs: 2_000, retries: 1, requestTimeoutMs: 3_000 },
    stream: { windowMs: 3_000, allowedLatenessMs: 8_000 },
  },
  variants: {
    naive: {
      title: 'The producer goes on after a rejected send',
      settings: { producer: { afterRejectedSend: 'keep-producer' } },
      because:
        'one long-lived producer, the error caught and logged: what the examples of kafkajs show, and nothing warns against it',
      expect: { verdict: 'broken', by: [{ checker: 'lost-write', atLeast: 20 }] },
    },
    hardened: {
      title: 'A new producer after any rejected send',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 12 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'reset-connections',
      args: {
        broker: `broker-${(seed % 3) + 1}`,
        rounds: 2,
        heldMs: 1_000,
        lose: 'answers',
        untilGivenUp: true,
      },
      injectAtAcked: 5_000,
      undoAfterAcked: 1_000,
      undoAfterSeconds: 10,
    },
  ],
  minimumAcked: { before: 2_000, during: 300, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 20 },
  notJudged: {},
};
