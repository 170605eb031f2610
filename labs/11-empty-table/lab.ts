// Lab 11: four mistakes make the same picture, an empty table under living processes. What tells them apart is a path: link by link from
// the source on, written down in calm and asked in trouble.
import type { Lab, LabRunSpec } from '../lab.ts';

const found = ({ evidence }: { evidence: readonly { id: string }[] }, checker: string) =>
  evidence.some(({ id }) => id === checker);

const run = (id: string, says: string): LabRunSpec => ({
  id,
  scenario: 'empty-table',
  case: id,
  seed: 7,
  says,
  madeWith: ['start'],
});

const FILE = 'path.sql';
const LAKE = 'deploy-afresh';

export const lab: Lab = {
  number: 11,
  title: 'Empty table',
  idea: 'An empty table shows where the trouble ends; its cause is the first link, from the source on, that does not hold.',
  minutes: 25,
  runs: [
    run('topic', 'a second deployment, with tables of its own, reads a topic to which nobody writes'),
    run('offset', 'a second deployment begins at an offset with some digits too many'),
    run(
      'future',
      'a second deployment believes every time, and the first 120 events claim to come from the future',
    ),
    {
      ...run('filter', 'a second deployment has a letter wrong in the filter of gold'),
      madeWith: ['start', 'solution'],
    },
  ],
  steps: [
    {
      id: 'name-the-topic',
      title: 'Nothing came in: find out that nobody writes there',
      run: 'topic',
      file: FILE,
      lakeOf: LAKE,
      does: 'Make the run `topic`. Then mend path.sql, so that it names the cause over the tables of the second deployment, and says none over tables that are well.',
      prediction: {
        question:
          'A pipeline is deployed a second time, with new tables. By mistake it reads the topic of another stage, which exists and is empty. All processes start. How long does a page say that all is well that asks whether the processes live?',
        choices: [
          { id: 'a', says: 'a few seconds: the consumer logs an error, and a process restarts' },
          { id: 'b', says: 'as long as the mistake is there' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          return found(result, 'false-health') ? 'b' : 'a';
        },
        because:
          'to read from an empty topic is no error. The processor does what it was told: it waits. Nothing dies, nothing is logged, and there is not even a lag.',
      },
      hints: [
        'The first try looks at gold only. Which of the readings is the furthest upstream that looks wrong?',
        'If bronze has no row, silver and gold cannot have one either. So ask for bronze before you ask for gold.',
        "WHEN bronze_rows = 0 THEN 'wrong-topic', above the line for gold.",
      ],
    },
    {
      id: 'name-the-offset',
      title: 'Nothing came in: find out that it waits for the future',
      run: 'offset',
      file: FILE,
      lakeOf: LAKE,
      does: 'Make the run `offset`. Bronze is empty again, for another reason. Let path.sql tell the two apart.',
      hints: [
        'In both cases bronze is empty. What do its readings say apart from that? Ask them with `lab query 11`, or SELECT * FROM seen.',
        'A table of this pipeline carries the position from which it reads on. Where is that, seen from the end of the topic?',
        "WHEN bronze_rows = 0 AND next_offset > newest_offset + 1 THEN 'start-beyond-data', above the line for the topic.",
      ],
    },
    {
      id: 'name-the-clock',
      title: 'All came in, and nearly nothing counts',
      run: 'future',
      file: FILE,
      lakeOf: LAKE,
      does: 'Make the run `future`. Bronze and silver are full, and gold has next to nothing. Add a line to path.sql, without losing the others.',
      prediction: {
        question:
          'The second deployment believes every event’s own time. The first 120 of some twenty thousand events claim to come six hours from now. Which table is empty, or nearly so?',
        choices: [
          { id: 'a', says: 'silver: the honest events are rejected' },
          { id: 'b', says: 'gold: the honest events are late' },
          { id: 'c', says: 'none: 120 windows or so are wrong, the others right' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          const fired = result.detection.flatMap((one) => one.fired);
          if (fired.some(({ signal, subject }) => signal === 'table-empty' && subject === 'silver'))
            return 'a';
          return fired.some(({ signal }) => signal === 'late-drop-rate') ? 'b' : 'c';
        },
        because:
          'the watermark of a partition follows the newest time it has seen. With that six hours ahead, each honest event belongs to a window that ended six hours ago.',
      },
      hints: [
        'gold_requests is not 0 here, so a line that waits for 0 never fits. Which reading of silver cannot be true?',
        'newest_event is what the events say, newest_arrival what Kafka’s clock said. How far apart may the two be?',
        "WHEN newest_event > newest_arrival + INTERVAL 1 MINUTE THEN 'watermark-in-future', above the line for gold.",
      ],
    },
    {
      id: 'name-the-filter',
      title: 'All came in, and nothing is let through',
      run: 'filter',
      file: FILE,
      lakeOf: LAKE,
      does: 'Make the run `filter`. See whether path.sql, in the order it has now, names this cause as well, and still the other three.',
      hints: [
        'This is the one the first try was made for. Does its line still come last?',
        'Silver has rows, their times are right, and gold has none. Every link before the last one holds.',
        "WHEN silver_rows > 0 AND gold_requests = 0 THEN 'sql-filter', as the last line before ELSE 'none'.",
      ],
    },
    {
      id: 'let-the-page-say-it',
      title: 'Let the page say it, and the first question find it',
      run: 'filter',
      file: 'pipeline.yaml',
      does: 'Change in pipeline.yaml what "well" means and who is asked for a cause, so that the same mistake is noticed and named; make the run `filter` again.',
      hints: [
        'Two things were wrong in the verdict: the page was green (false-health), and whoever asked for the cause got none (misdiagnosed).',
        'Both ask for processes only. Look under `observe` for what else they could ask.',
        'observe.health: signals, and observe.diagnosis: chain. The chain is `npx lakequake why empty`: your path.sql, with 22 links.',
      ],
    },
  ],
};
