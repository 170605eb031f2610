// Lab 7: no answer is not a no. Two places can keep a resend from counting twice, and each costs something else.
import type { Lab } from '../lab.ts';

const found = ({ evidence }: { evidence: readonly { id: string }[] }, checker: string) =>
  evidence.some(({ id }) => id === checker);

export const lab: Lab = {
  number: 7,
  title: 'Duplicates',
  idea: 'No answer is not a no: a retry without a number on it writes twice, and every counter of the pipeline agrees.',
  minutes: 20,
  runs: [
    {
      id: 'lostack',
      scenario: 'lost-ack-duplicate',
      seed: 7,
      says: 'one broker writes what it gets, and its answers are cut off with the connection',
    },
  ],
  steps: [
    {
      id: 'count-the-excess',
      title: 'Say by how much each window is wrong',
      run: 'lostack',
      file: 'excess.sql',
      does: 'Make the run `lostack`, then mend excess.sql: for each window of 3 s that gold shows too high, give window_start and excess, the number of requests too many.',
      prediction: {
        question:
          'acks: all, no idempotence. Twice, for about two seconds, the answers of one broker are lost after it has written. The client retries until it gets an answer. What does gold show afterwards?',
        choices: [
          { id: 'a', says: 'the truth: a retry is only made when the write failed' },
          { id: 'b', says: 'too little: what got no answer is lost' },
          { id: 'c', says: 'too much: some events were written twice' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          if (found(result, 'lost-write')) return 'b';
          return found(result, 'duplicate') ? 'c' : 'a';
        },
        because:
          'a lost answer and a lost request look the same to the client. It must send again in both cases, and in one of them the record is already there.',
      },
      hints: [
        'The first try compares gold with silver. Both have counted the same rows; can they disagree?',
        'Who counted the events before there was anything to double? Its table is `ledger`.',
        "Count ledger rows with outcome 'acked' and expected 'silver' by time_bucket(INTERVAL '3 seconds', event_time), and subtract that from gold.traffic.requests; keep what is not 0.",
      ],
    },
    {
      id: 'remember-in-silver',
      title: 'Leave the copies out of silver',
      run: 'lostack',
      file: 'pipeline.yaml',
      does: 'Suppose the producer is not yours to change. Change pipeline.yaml under `stream` so that every event counts once, and make the run again.',
      hints: [
        'Kafka will hold the copies, and so will bronze. Which layer could leave them out?',
        'To know that an event came before, one must remember which came. For how long?',
        'stream.dedup: true. Silver remembers the ids of the last dedupHorizonMs.',
      ],
    },
    {
      id: 'refuse-at-the-broker',
      title: 'Let the broker refuse the copies',
      run: 'lostack',
      file: 'pipeline.yaml',
      does: 'Now suppose the producer is yours. Change one setting of it so that not even bronze has a copy, and make the run again.',
      hints: [
        'The broker could refuse a batch it has had before, if it could recognise it. By what?',
        'A number on each batch of each partition, and an id of who counts: look under `producer`.',
        'producer.idempotent: true. The broker answers a repeated sequence number with success and writes nothing.',
      ],
    },
  ],
};
