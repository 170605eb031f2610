// Lab 13: a layer is a function of the layer before. It can be made again as long as that one kept everything, a contract says what may
// change between the two, and its age says whether it still follows.
import type { Lab } from '../lab.ts';

const found = ({ evidence }: { evidence: readonly { id: string }[] }, checker: string) =>
  evidence.some(({ id }) => id === checker);

export const lab: Lab = {
  number: 13,
  title: 'Layers in step',
  idea: 'A layer is only as good as what it was made from: it can be made again, if the layer before it kept everything.',
  minutes: 25,
  runs: [
    {
      id: 'narrowed',
      scenario: 'schema-mismatch-between-layers',
      case: 'narrowed',
      seed: 7,
      says: 'another team changes silver.event_time from a timestamp to a date, while the pipeline writes to it',
    },
    {
      id: 'stale',
      scenario: 'stale-silver',
      seed: 7,
      says: 'the query that writes silver stands still, in a living process, while bronze goes on',
    },
    {
      id: 'added',
      scenario: 'schema-mismatch-between-layers',
      case: 'added',
      seed: 7,
      says: 'another team adds a column to silver that nobody here reads',
      madeWith: ['solution'],
    },
  ],
  steps: [
    {
      id: 'rebuild-the-times',
      title: 'Make the times of silver again from bronze',
      run: 'narrowed',
      file: 'rebuild.sql',
      does: 'Make the run `narrowed`, then mend rebuild.sql: it is to give event_id and event_time, as the time should have been, for every event whose time in silver is wrong.',
      prediction: {
        question:
          'The pipeline runs. Another team changes the type of silver.event_time in the table’s metadata from timestamp to date. Nothing compares the table with what its writer and its readers expect. What happens?',
        choices: [
          { id: 'a', says: 'the next write or read fails with a type error' },
          { id: 'b', says: 'nothing: Parquet files carry their own types' },
          { id: 'c', says: 'rows go on arriving without an error, each with its time cut to midnight' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          if (found(result, 'corrupt')) return 'c';
          return found(result, 'not-recovered') ? 'a' : 'b';
        },
        because:
          'the writer casts its rows to the columns the table says it has, and a cast from a timestamp to a date is allowed. It loses the hours, and no one is told.',
      },
      hints: [
        'The first try casts the date back to a timestamp. Where would the hours come from?',
        'The layer before silver keeps the bytes of every line in `raw`. Look at one of them: SELECT raw FROM bronze LIMIT 1. The time stands between brackets.',
        "strptime(regexp_extract(raw, '\\[([^\\]]+)\\]', 1), '%d/%b/%Y:%H:%M:%S %z') is the time of a line; take event_id and this from bronze.",
      ],
    },
    {
      id: 'age-of-a-layer',
      title: 'Let the age of a layer say whether it follows',
      run: 'stale',
      file: 'pipeline.yaml',
      does: 'Make the run `stale`, then change what pipeline.yaml calls well, so that a layer that has stopped is noticed; make the run again.',
      prediction: {
        question:
          'For about 18 seconds silver stands still while bronze goes on. The process lives, nothing is logged, lag to Kafka is zero, and "well" means that every process lives. How long does the page say that all is well?',
        choices: [
          { id: 'a', says: 'a few seconds: then lag or an error shows' },
          { id: 'b', says: 'all the time' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          return found(result, 'false-health') ? 'b' : 'a';
        },
        because:
          'lag is measured where Kafka is read, and bronze reads it. Nothing between bronze and silver is a process that could die, or an error that could be logged: there is only a time that grows.',
      },
      hints: [
        'Which number would have changed during those seconds? Not lag, not the list of processes.',
        'Every layer has a newest commit, and the layer before it has one, too. The signal that compares them is called freshness; who listens to it?',
        'observe.health: signals. Then the page is well only while no signal fires.',
      ],
    },
    {
      id: 'refuse-the-breach',
      title: 'Stop before a row is written that cannot be right',
      run: 'narrowed',
      file: 'pipeline.yaml',
      does: 'Change pipeline.yaml so that the same change of the table damages nothing, and make the run `narrowed` again.',
      hints: [
        'There are three ways to meet a table that is not what one expects: go on, say something, stop. Which of them leaves no wrong row?',
        'Look at lake.layerContract. It is asked before every batch, of the columns that the next query reads or writes.',
        'lake.layerContract: refuse. The processor stops with the name of the column, and goes on once the column is back.',
      ],
    },
    {
      id: 'let-additions-pass',
      title: 'Do not stop for what harms nobody',
      run: 'added',
      file: 'pipeline.yaml',
      does: 'The same pipeline.yaml must also live with a column that is only added. Make the run `added` with it; if it stops, change the setting and make both runs again.',
      hints: [
        'What does a reader of silver do with a column it never asks for?',
        'A contract that is equality breaks whenever somebody adds something. What would a contract compare that breaks only when a reader would?',
        'refuse looks for columns that are gone or have another type; exact looks for any difference. Take refuse, and run `narrowed` and `added` with it.',
      ],
    },
  ],
};
