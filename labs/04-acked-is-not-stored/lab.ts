// Lab 4: an acknowledgement is a promise, and its worth depends on who made it. Twice acknowledged events vanish: once because one broker
// alone gave its word, once because the client took one broker's answer for another's.
import type { Lab } from '../lab.ts';

const lostWrites = ({ evidence }: { evidence: readonly { id: string; count: number }[] }) =>
  evidence.find(({ id }) => id === 'lost-write')?.count ?? 0;

export const lab: Lab = {
  number: 4,
  title: 'Acknowledged is not stored',
  idea: 'An acknowledgement is worth what its sender knew: one disk, or two.',
  minutes: 25,
  runs: [
    {
      id: 'acks',
      scenario: 'acks-one',
      seed: 7,
      says: 'the leader of a one-partition topic is killed while its followers lag a little behind',
    },
    {
      id: 'broker',
      scenario: 'broker-loss',
      seed: 7,
      says: 'one of three brokers is killed in the middle of a send, and comes back later',
    },
  ],
  steps: [
    {
      id: 'find-the-missing',
      title: 'Name the acknowledged events that do not exist',
      run: 'acks',
      file: 'missing.sql',
      does: 'Make the run `acks`, then write a query that gives the event_id of every event that Kafka acknowledged and bronze does not hold.',
      prediction: {
        question:
          'Replication 3, min.insync.replicas 2, acks: leader. The leader is killed, and a follower takes over. Of the events that were acknowledged, what becomes of those the followers had not copied yet?',
        choices: [
          { id: 'a', says: 'nothing is lost: an in-sync follower has every acknowledged record' },
          { id: 'b', says: 'a handful is lost, and a signal says so' },
          { id: 'c', says: 'hundreds are lost, and no signal says so' },
        ],
        shownBy: (result) => {
          const lost = lostWrites(result);
          if (result.verdict === 'inconclusive') return null;
          if (lost === 0) return 'a';
          return lost >= 100 && result.damageUnseen ? 'c' : 'b';
        },
        because:
          'a follower counts as in sync while it lags less than replica.lag.time.max.ms, and acks: leader waits for none of them. The log simply ends earlier, which no metric of Kafka calls an error.',
      },
      hints: [
        'An event that was lost left no error behind. So do not look for errors: compare what was promised with what is there.',
        "The ledger's `outcome` is what the client was told. Every event of `bronze` has an `event_id`, too. Which ids stand in one and not in the other?",
        "SELECT event_id FROM ledger WHERE outcome = '…' EXCEPT SELECT event_id FROM bronze",
      ],
    },
    {
      id: 'ask-two-disks',
      title: 'Let an acknowledgement mean two disks',
      run: 'acks',
      file: 'pipeline.yaml',
      does: 'Change pipeline.yaml so that the same run, with the same seed, loses nothing; then make the run `acks` again.',
      hints: [
        'The brokers did what they were asked. Who asked for the word of one broker?',
        'Look at producer.acks, and at what topic.minInsyncReplicas (2 by default) means only together with one of its values.',
        'producer.acks: all. The leader then answers when every in-sync replica has the record, and refuses when fewer than two are in sync.',
      ],
    },
    {
      id: 'one-call-one-partition',
      title: 'Find out why acks: all is not enough',
      run: 'broker',
      file: 'pipeline.yaml',
      does: 'Make the run `broker` with acks: all. Events are still missing. Change one more setting, and make it again.',
      prediction: {
        question:
          'Now acks: all, three replicas, an idempotent producer. One of three brokers is killed in the middle of a send over six partitions, and the client retries. How many acknowledged events are lost?',
        choices: [
          { id: 'a', says: 'none: every record is on two disks before it is acknowledged' },
          { id: 'b', says: 'some: the client reports a success that the brokers never gave' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          return lostWrites(result) > 0 ? 'b' : 'a';
        },
        because:
          'one call over many partitions is one request to each leader. When the killed leader’s partitions move to a broker that has already answered, the retry counts them as answered.',
      },
      hints: [
        'Compare the lost events: which partitions are they of? Which broker led those before it was killed?',
        'The promise belongs to one call of the client. What does one call carry, and to how many brokers does it go?',
        'producer.sendGrouping: one-partition. Then one call has one leader, and its answer can be nobody else’s.',
      ],
    },
  ],
};
