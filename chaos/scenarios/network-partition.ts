// network-partition: nothing passes between clients and brokers, and no connection is closed. Three cases: one broker cut from its
// clients (the cluster sees it well and elects nobody), all of them cut, and one direction only: requests arrive, answers do not, so the
// records stand in the log and the producer is told nothing. A send that ran out of time may or may not have been written; what the source
// does with that is the lesson. The cut (8 s) is longer than the delivery timeout (4 s; two minutes by default, shortened for the run).
import type { Scenario } from '../scenario.ts';
import { SHORT_TIMEOUTS } from '../short-timeouts.ts';

const both = ['upstream', 'downstream'];

export const scenario: Scenario = {
  id: 'network-partition',
  title: 'Clients are cut from their brokers',
  teaches:
    'A send without an answer is neither written nor lost: it is unknown, until the log itself has been asked.',
  onlooker:
    'Sends time out; with one broker cut, a third of the partitions stands still while the cluster reports itself well.',
  tags: ['brokers', 'producer'],
  fast: ['hardened-one-broker'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    ...SHORT_TIMEOUTS,
    producer: { requestTimeoutMs: 2_000, deliveryTimeoutMs: 4_000, batchEvents: 500 },
  },
  variants: {
    'naive-one-broker': {
      title: 'One broker cut: what timed out is given up',
      case: 'one-broker',
      settings: { producer: { unknownOutcome: 'give-up' } },
      because:
        'what Kafka’s producer does after delivery.timeout.ms: the callback gets a TimeoutException, which most applications only log',
      expect: { verdict: 'broken', by: [{ checker: 'never-acked', atLeast: 20 }] },
    },
    'hardened-one-broker': {
      title: 'One broker cut: what timed out is looked up',
      case: 'one-broker',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held' },
    },
    'naive-all': {
      title: 'All cut: what timed out is given up',
      case: 'all',
      settings: { producer: { unknownOutcome: 'give-up' } },
      because: 'as with one broker: an exception that is only logged',
      expect: { verdict: 'broken', by: [{ checker: 'never-acked', atLeast: 60 }] },
    },
    'hardened-all': {
      title: 'All cut: what timed out is looked up',
      case: 'all',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 8 } },
    },
    'naive-one-direction': {
      title: 'Answers cut: what timed out is sent again',
      case: 'one-direction',
      settings: { producer: { unknownOutcome: 'resend' } },
      because:
        'the retry loop around producer.send() that many applications have; a new producer or call has a new sequence, so idempotence does not help',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'duplicate', atLeast: 10 }],
        notBy: ['lost-write', 'never-acked'],
      },
    },
    'hardened-one-direction': {
      title: 'Answers cut: what timed out is looked up',
      case: 'one-direction',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held' },
    },
  },
  schedule: (seed, caseName) => {
    const one = [`broker-${(seed % 3) + 1}`];
    const brokers = caseName === 'all' ? ['broker-1', 'broker-2', 'broker-3'] : one;
    return [
      {
        fault: 'cut-clients',
        args: { brokers, streams: caseName === 'one-direction' ? ['downstream'] : both },
        injectAtAcked: 4_000,
        undoAfterAcked: 1_000_000,
        undoAfterSeconds: 8,
      },
    ];
  },
  minimumAcked: { before: 3_000, during: 0, after: 1_000 },
  deadlines: { recoverSeconds: 25, settleSeconds: 20 },
  notJudged: {},
};
