// Lab 6: data and position. Two writes have a moment between them, and a crash finds it; one commit has none.
import type { Lab } from '../lab.ts';

const found = ({ evidence }: { evidence: readonly { id: string }[] }, checker: string) =>
  evidence.some(({ id }) => id === checker);

export const lab: Lab = {
  number: 6,
  title: 'Exactly once',
  idea: 'Exactly once is not a delivery mode: it is data and position in one commit.',
  minutes: 20,
  runs: [
    {
      id: 'crash',
      scenario: 'processor-crash',
      seed: 7,
      says: 'the processor is killed eight times, before and after each step of its commit',
    },
  ],
  steps: [
    {
      id: 'name-the-doubled',
      title: 'Name the events that stand in bronze twice',
      run: 'crash',
      file: 'doubled.sql',
      does: 'Make the run `crash`, then mend doubled.sql: it is to give the event_id of every event that has more than one row in bronze.',
      prediction: {
        question:
          'The processor writes a batch to bronze, then commits its offsets to Kafka. It is killed at every step of this, and restarted. What does bronze look like afterwards?',
        choices: [
          { id: 'a', says: 'complete, each event once: Kafka redelivers what was not committed' },
          { id: 'b', says: 'complete, but some events stand there twice' },
          { id: 'c', says: 'some events are missing' },
        ],
        shownBy: (result) => {
          // Lost events are those of the other order, which the question is not about.
          if (result.verdict === 'inconclusive' || found(result, 'lost-write')) return null;
          return found(result, 'duplicate') ? 'b' : 'a';
        },
        because:
          'redelivery is the cause, not the cure: killed after the write and before the offset commit, the next life reads the same records again and writes them again.',
      },
      hints: [
        'The first try finds lines that look the same. Can two different requests give the same line?',
        'The same host may ask for the same page twice within a second: two events, one text. What makes an event that event, and not another?',
        'Group by event_id instead of raw: GROUP BY event_id HAVING count(*) > 1',
      ],
    },
    {
      id: 'one-commit',
      title: 'Leave no moment between data and position',
      run: 'crash',
      file: 'pipeline.yaml',
      does: 'Change where the position is kept, so that no crash doubles or loses an event; then make the run `crash` again.',
      hints: [
        'Try the other order first, if you like: kafka-first. What does the verdict say now?',
        'Whatever the order of two writes, there is a moment after the first and before the second. How many writes may there be?',
        'consumer.offsetStore: delta. The position then stands in the txn action of the very commit that adds the rows.',
      ],
    },
  ],
};
