// Lab 5: how far behind is not how many behind. A lag in records says nothing without a speed, says nothing of what never came as far as
// Kafka, and says nothing true when the one who lags is the one who measures.
import type { RunResult } from '../../chaos/result.ts';
import type { Lab } from '../lab.ts';

const found = ({ evidence }: RunResult, checker: string) => evidence.some(({ id }) => id === checker);

export const lab: Lab = {
  number: 5,
  title: 'Lag and freshness',
  idea: 'How many records wait does not say how old the data is: only a time does, measured by somebody who does not lag.',
  minutes: 25,
  runs: [
    {
      id: 'surge',
      scenario: 'consumer-lag',
      seed: 7,
      says: 'the link to one broker becomes narrow, then three times as many events come for some seconds',
    },
    {
      id: 'silent',
      scenario: 'lag-metric-lies',
      seed: 7,
      says: 'the processor is killed, and for nineteen seconds nobody starts it again',
    },
  ],
  steps: [
    {
      id: 'tell-the-age',
      title: 'Say how old the data is, second by second',
      run: 'surge',
      file: 'age.sql',
      does: 'Make the run `surge`, then mend age.sql: for each second of the run, how long had the oldest event that was made and not yet in bronze been waiting, in ms?',
      prediction: {
        question:
          'The reader takes at most 500 records every half second, and 800 come every second. For some eight seconds 2,400 come instead. Eight seconds after that, is the reader back where it was?',
        choices: [
          { id: 'a', says: 'yes: 1,000 a second is more than 800' },
          { id: 'b', says: 'no, but nothing is lost and a minute later it would be' },
          { id: 'c', says: 'no, and events are lost: Kafka could not keep them' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          if (found(result, 'lost-write')) return 'c';
          return found(result, 'not-recovered') ? 'b' : 'a';
        },
        because:
          'what it can catch up with is the difference, at most 200 records a second. Eight seconds at 1,400 too many are a backlog of more than 11,000, and those take about a minute.',
      },
      hints: [
        'The first try asks the rows of bronze how long they waited. Whom does it not ask?',
        'In the second t, what waits are the events with made_at < t that bronze has not taken in by t: not at all, or later. The ledger knows them all. How old is the oldest of them?',
        'FROM seconds JOIN ledger ON made_at < second LEFT JOIN bronze USING (event_id) WHERE ingested_at IS NULL OR ingested_at >= second: then the age is second − min(made_at), by second; a second without such a row has age 0.',
      ],
    },
    {
      id: 'keep-speed-in-reserve',
      title: 'Give the reader speed in reserve',
      run: 'surge',
      file: 'pipeline.yaml',
      does: 'Change pipeline.yaml so that the reader has caught up eight seconds after the surge, with the same surge; make the run `surge` again.',
      hints: [
        'The processor is not busy: look at how long a batch takes, and how many records are in it. What keeps it from taking more?',
        'Its speed is batch size divided by trigger interval. One of the two is fixed by a setting under `stream`.',
        'stream.adaptiveBatch: true. A batch then takes what waits, up to maxBatchEvents; the bound keeps its memory bounded.',
      ],
    },
    {
      id: 'ask-somebody-else',
      title: 'Do not ask the one who lags',
      run: 'silent',
      file: 'pipeline.yaml',
      does: 'Make the run `silent`: the processor is dead, and the lag on the page is small. Change who measures the lag, and make it again.',
      prediction: {
        question:
          'The lag on the page is the one the consumer reports of itself, as most dashboards plot it. The processor is killed with SIGKILL while it is healthy, and the source goes on. What does the page say of the lag?',
        choices: [
          { id: 'a', says: 'it grows by 800 records a second, and an alert on lag fires' },
          { id: 'b', says: 'it stays as small as it was, and all is well' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          return found(result, 'false-health') ? 'b' : 'a';
        },
        because:
          'a dead process reports nothing, so the last number it reported stands: that of a healthy reader. Nothing is wrong with the number except that it is about the past.',
      },
      hints: [
        'Which two numbers is a lag the difference of, and who knows each of them?',
        'The end of the log is known to the brokers, whoever reads; the position stands in bronze. Neither needs the processor to be alive.',
        'observe.lagFrom: end-offset. And a position that does not move while the end does is a signal of its own, consumer-stopped.',
      ],
    },
  ],
};
