// Lab 8: one bad record must cost one record. What happens to the good ones behind it is decided by what silver does with the bad one.
import type { Lab } from '../lab.ts';

export const lab: Lab = {
  number: 8,
  title: 'Defensive silver',
  idea: 'One bad record must cost one record: not all that follow, and not its own evidence.',
  minutes: 15,
  runs: [
    {
      id: 'poison',
      scenario: 'poison-pill',
      seed: 7,
      says: 'one record in forty of a stretch is nothing that a reader can read',
    },
  ],
  steps: [
    {
      id: 'name-the-stuck',
      title: 'Name the events that reach nobody',
      run: 'poison',
      file: 'stuck.sql',
      does: 'Make the run `poison`, then mend stuck.sql: it is to give the event_id of every event that Kafka acknowledged and that stands neither in silver nor in quarantine.',
      prediction: {
        question:
          'From event 5,000 to 11,000 one record in forty cannot be read, and silver stops at a record it cannot read. How many of the readable events that come after the first bad one reach silver?',
        choices: [
          { id: 'a', says: 'all of them: only the bad records are missing' },
          { id: 'b', says: 'those of the partitions without a bad record' },
          { id: 'c', says: 'none: everything behind the first bad record waits' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          const unseen = result.evidence.find(({ id }) => id === 'unseen')?.count ?? 0;
          if (unseen === 0) return 'a';
          // A few hundred are the bad records themselves, thrown away: not what the question is about.
          return unseen > 5_000 ? 'c' : null;
        },
        because:
          'silver reads all partitions in one batch, and its position moves only together with rows that were written. The batch with the bad record is never written, and nothing can overtake it.',
      },
      hints: [
        'The first try names the bad records. How many good ones are stuck with them?',
        'Do not ask what is wrong with an event. Ask where it is: promised in the ledger, and neither in silver nor in quarantine.',
        "SELECT event_id FROM ledger WHERE outcome = 'acked', EXCEPT those of silver, EXCEPT those of quarantine",
      ],
    },
    {
      id: 'put-it-aside',
      title: 'Make a bad record cost one record',
      run: 'poison',
      file: 'pipeline.yaml',
      does: 'Change what silver does with a record it cannot read, so that every other event counts and the bad one can still be looked at; make the run again.',
      hints: [
        'Two other answers are possible: throw the record away, or put it somewhere. Try both, and read the verdicts.',
        'A record that was dropped is unseen: acknowledged, and in no table. Where could it stand, with its bytes and a reason?',
        'silver.poison: quarantine',
      ],
    },
  ],
};
