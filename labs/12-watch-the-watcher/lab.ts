// Lab 12: who watches must be watched. An alarm is a claim about the future that nobody has tried; it is trusted after it has rung for what
// it is for, and not before. And what is missing is not zero: it is not there to be counted.
import type { Lab } from '../lab.ts';

const found = ({ evidence }: { evidence: readonly { id: string }[] }, checker: string) =>
  evidence.some(({ id }) => id === checker);

export const lab: Lab = {
  number: 12,
  title: 'Watch the watcher',
  idea: 'An alarm that has never rung is a guess; and where nothing comes, there is no row that could be too small.',
  minutes: 25,
  runs: [
    {
      id: 'drop',
      scenario: 'volume-drop',
      case: 'default',
      seed: 7,
      says: 'a good half of the hosts sends nothing any more; nothing fails, and nothing is lost',
    },
    {
      id: 'missing',
      scenario: 'metrics-missing',
      case: 'default',
      seed: 7,
      says: 'the reports of the processor stop, and a moment later the processor itself; the source goes on',
    },
  ],
  steps: [
    {
      id: 'see-the-half',
      title: 'Write an alarm that sees half of the volume go',
      run: 'drop',
      file: 'rule.sql',
      does: 'Make the run `drop`, then mend rule.sql: it is to ring within 12 s of the drop, and not before.',
      prediction: {
        question:
          'At about event 13,000 more than half of the hosts fall silent. All the usual signals watch: errors, lag, age, null rates, quarantine; and one for the volume, enabled in pipeline.yaml. Which is the first to ring?',
        choices: [
          { id: 'a', says: 'one of the usual: so large a change shows in lag, age or the mix of the data' },
          { id: 'b', says: 'the one for the volume' },
          { id: 'c', says: 'none' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          const first = result.detection[0]?.first;
          if (!first) return 'c';
          if (first.signal === 'volume-drop') return 'b';
          // On a busy machine a signal of something else may ring meanwhile, by accident: that tells nothing of the drop.
          return first.signal === 'distribution-shift' ? 'a' : null;
        },
        because:
          'what does not come raises no error, does not lag and has no age. Only somebody who knows how much there usually is can miss it, and 5 % was a number nobody had ever tried.',
      },
      hints: [
        'First see it fail: ask rule.sql over the run with `lab query 12`. Does it ring at all? Now, how many events a second are usual, and how many came after the drop?',
        'A fixed number is right for one source at one hour. Compare with what came before the moment; and look at the single seconds first, one of them is lean although nothing is wrong.',
        'For each moment: the events of the last eight seconds, divided by 8, against all events before those, divided by the seconds they took. Ring below 0.65 of it, and give the past some seconds to become one.',
      ],
    },
    {
      id: 'hear-the-silence',
      title: 'Let the same alarm ring when nothing comes at all',
      run: 'missing',
      file: 'rule.sql',
      does: 'Make the run `missing`. For about 17 seconds no row comes to bronze. The same rule.sql must ring during those seconds, and still do what it did in step 1.',
      hints: [
        "Look at the seconds: SELECT date_trunc('second', ingested_at) AS s, count(*) FROM bronze GROUP BY s ORDER BY s. Which of them had 0 events?",
        'GROUP BY makes groups of rows. A second without a row is no group with zero in it; it is no group. So where could the moments come from?',
        'From a clock: SELECT unnest(generate_series(min(ingested_at) + INTERVAL 12 SECONDS, max(ingested_at), INTERVAL 1 SECOND)) AS moment FROM bronze, and join bronze to these moments.',
      ],
    },
    {
      id: 'arm-the-signal',
      title: 'Set the pipeline’s own signal, and see it ring',
      run: 'drop',
      file: 'pipeline.yaml',
      does: 'Change signals.volume-drop.share so that the running pipeline notices the drop, and is silent before it; make the run `drop` again.',
      hints: [
        'After the drop about 0.43 of the usual volume came. At which share does a signal ring that is set to 0.05?',
        'Too high is no better: a lean stretch of healthy traffic is below its own average, too, and an alarm that rings already cannot ring again.',
        'share: 0.58 is what this project ships: above 0.43 with room for noise, and well below the leanest stretch.',
      ],
    },
    {
      id: 'missing-is-not-zero',
      title: 'Do not show what nobody says any more',
      run: 'missing',
      file: 'pipeline.yaml',
      does: 'Change what pipeline.yaml shows of a process that does not report, and make the run `missing` again.',
      prediction: {
        question:
          'The processor stops reporting, and a second later it stops working. What it said last was fine, and the last value is shown until the next one comes. How long does the page say that all is well?',
        choices: [
          { id: 'a', says: 'some 3 seconds: a signal rings because the reports stop' },
          { id: 'b', says: 'until the processor works again' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          return found(result, 'false-health') ? 'b' : 'a';
        },
        because:
          'a value without an age cannot be old. Every signal that reads it sees what was true before the processor stopped, and the one that could miss the reports does not ask how old they are.',
      },
      hints: [
        'Which of the numbers on the page has somebody said during those seconds? How could the page know?',
        'Every report has the time at which it came. There are three answers to a question nobody answers: the last one, zero, and "unknown".',
        'observe.whenMissing: missing. After two seconds without a report the value is unknown, and component-missing says whose.',
      ],
    },
  ],
};
