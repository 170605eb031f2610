// hung-connection: for two seconds a broker's answers vanish, then the network is well again; no connection was closed, no error was
// raised. Who waits for such an answer without a limit waits for ever. Toxiproxy's timeout toxic closes its connections when it is removed,
// which would heal the patient: so it is kept in place acting on nothing, and what is stuck is proved before healing.
import { partitionsOf, sendsOpenFor } from '../probes/open-sends.ts';
import type { Scenario } from '../scenario.ts';
import { SHORT_TIMEOUTS } from '../short-timeouts.ts';

const STUCK_MS = 8_000;

export const scenario: Scenario = {
  id: 'hung-connection',
  title: 'A connection that is open and dead',
  teaches:
    'A request without a time limit is a promise nobody has to keep; what timed out must be looked up before it is sent again.',
  onlooker: 'Some partitions get no acknowledgement any more; nothing reports an error.',
  tags: ['brokers', 'producer'],
  fast: ['hardened'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    ...SHORT_TIMEOUTS,
    producer: { requestTimeoutMs: 2_000, batchEvents: 200 },
  },
  variants: {
    naive: {
      title: 'Requests have no time limit',
      settings: { producer: { enforceRequestTimeout: false } },
      because:
        'kafkajs had enforceRequestTimeout false as its default until 2.0.0 and still documents how to switch it off',
      expect: { verdict: 'broken', by: [{ checker: 'not-recovered', atLeast: 1 }], notBy: ['lost-write'] },
    },
    hardened: {
      title: 'Every request has a time limit',
      settings: {},
      because: 'the defaults of this project, with a shorter limit for a short run',
      expect: { verdict: 'held' },
    },
  },
  schedule: (seed) => [
    {
      fault: 'hang-connections',
      args: { broker: `broker-${(seed % 3) + 1}`, forMs: 1_500 },
      injectAtAcked: 4_000,
      undoAfterAcked: 1_000_000,
      undoAfterSeconds: 11,
    },
  ],
  // Who waits for ever soon gets no acknowledgement at all; that sends were open when the answers vanished is the fault's own proof.
  minimumAcked: { before: 3_000, during: 0, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 20 },
  notJudged: {},
  async stuckBeforeHealing(system) {
    const stuck = sendsOpenFor(system, STUCK_MS);
    if (stuck.length === 0) return null;
    return `${stuck.length} sends (partitions ${partitionsOf(stuck)}) have been without an outcome for more than ${STUCK_MS / 1000} s, although the network passes everything`;
  },
};
