// Lab 9: data changes its shape without asking. A reader that turns what it does not know into nulls hides the change; a number in another
// unit hides from every reader, and only somebody who knows how the numbers used to lie can see it.
import type { RunResult } from '../../chaos/result.ts';
import type { Lab } from '../lab.ts';

const found = ({ evidence }: RunResult, checker: string) => evidence.some(({ id }) => id === checker);

export const lab: Lab = {
  number: 9,
  title: 'Schema drift',
  idea: 'A change that breaks no rule is seen by no rule about form: only by one about how the values lie.',
  minutes: 25,
  runs: [
    {
      id: 'renamed',
      scenario: 'schema-drift',
      case: 'renamed',
      seed: 7,
      says: 'from some event on, for ten seconds, the field `status` of the JSON lines is called `code`',
    },
    {
      id: 'units',
      scenario: 'unit-drift',
      seed: 7,
      says: 'for eleven seconds sizes come in kilobytes, and the lines say so',
    },
  ],
  steps: [
    {
      id: 'find-the-blank',
      title: 'Name the events that silver has emptied',
      run: 'renamed',
      file: 'blank.sql',
      does: 'Make the run `renamed`, then mend blank.sql: it is to give the event_id of every event whose status in silver is not the one it had.',
      prediction: {
        question:
          'One field gets another name at the sender, and nobody tells you. Your reader makes null of what it does not find. What do you see on the page?',
        choices: [
          { id: 'a', says: 'rows are missing: what does not fit the schema is rejected' },
          { id: 'b', says: 'as many rows as ever; the column is empty, and the chart of errors goes down' },
          { id: 'c', says: 'an error in the log of the processor, and then nothing' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          if (found(result, 'not-recovered')) return 'c';
          return found(result, 'corrupt') ? 'b' : 'a';
        },
        because:
          'a reader that is lenient answers every question about a line it does not understand with null. Null is no error: sums leave it out, filters leave it out, and the chart of errors gets better.',
      },
      hints: [
        'The first try looks where bad records are put. Did this reader find anything bad?',
        'Compare what silver says with who knew it before anything was written down: the ledger has a status, too. And what is null = 200 in SQL?',
        'FROM silver JOIN ledger USING (event_id) WHERE silver.status IS DISTINCT FROM ledger.status',
      ],
    },
    {
      id: 'know-your-versions',
      title: 'Read what you know, put aside what you do not',
      run: 'renamed',
      file: 'pipeline.yaml',
      does: 'Change how silver reads a line, so that no row of it says what nobody said; make the run `renamed` again.',
      hints: [
        'There are four ways to read a line in pipeline.yaml. Which of them can say “I do not know this”?',
        'strict says it, and throws the line away: then it is unseen. What must become of a line that nobody can read today?',
        'silver.parser: versioned. A line of no known version goes to quarantine with its bytes, so that a reader that learns the new name can read it again.',
      ],
    },
    {
      id: 'see-the-silent-one',
      title: 'Write the signal that sees the silent one',
      run: 'units',
      file: 'signal.sql',
      does: 'Make the run `units`: no signal notices. Mend signal.sql: for each window of 4 s, window_start and fires. It must fire within two windows of the change, stay quiet before it, and know nothing but silver and gold.',
      prediction: {
        question:
          'Sizes come in kilobytes instead of bytes: the numbers are right, the lines say so, the reader does not look. Of the signals of this pipeline that watch rows, nulls, formats and quarantine, which fires?',
        choices: [
          { id: 'a', says: 'the one on nulls: a fraction of a kilobyte is no whole number' },
          { id: 'b', says: 'the one on formats: the lines have a field more' },
          { id: 'c', says: 'none' },
        ],
        shownBy: (result) => {
          const fired = result.detection.flatMap((one) => one.fired.map(({ signal }) => signal));
          if (result.verdict === 'inconclusive') return null;
          if (fired.includes('null-rate')) return 'a';
          return fired.includes('schema-change') ? 'b' : 'c';
        },
        because:
          'no row is missing, no field is empty, and the lines have been JSON with a unit all along; only its value is another. Form has not changed, so nothing that looks at form can see it.',
      },
      hints: [
        'The first try counts rows. How many rows are missing? Look at a few sizes before and after.',
        'What would you have drawn to see it with your own eyes: the sum, the mean, the middle of the sizes per window? Compare it with the windows before.',
        "median(bytes) per time_bucket(INTERVAL '4 seconds', event_time) AS window_start, and fires when it is below a tenth of the median of the windows before: lag(…) OVER (ORDER BY window_start), or a fixed bound.",
      ],
    },
    {
      id: 'carry-the-unit',
      title: 'Make the unit part of the contract',
      run: 'units',
      file: 'pipeline.yaml',
      does: 'A signal tells; it does not mend. Change pipeline.yaml so that every size in silver is in bytes, and make the run `units` again.',
      hints: [
        'The line itself says in which unit its size is. Who reads that field?',
        'Look under `silver` for what is assumed, and what the line declares.',
        'silver.byteUnit: declared. The reader converts what it can, and a unit it does not know goes to quarantine.',
      ],
    },
  ],
};
