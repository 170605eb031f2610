// Lab 14: freshness is bought with files. A shorter trigger gives less and less for more and more, and merging the files afterwards
// is paid for in bytes written twice. Everything is measured on runs of one's own.
import type { Lab } from '../lab.ts';

/** Data files that bronze consisted of at the worst, where the run went over its bound. */
function mostFiles({ evidence }: { evidence: readonly { examples: readonly Record<string, unknown>[] }[] }) {
  const rows = evidence.flatMap(({ examples }) => examples);
  return Number(rows.find(({ name }) => name === 'data files of bronze')?.highest ?? 0);
}

const A_FEW = 100;
const AS_ASKED = 300;

export const lab: Lab = {
  number: 14,
  title: 'Speed against cost',
  idea: 'Every trigger is a file: the last tenths of a second of freshness cost more than the whole seconds before them.',
  minutes: 20,
  runs: [
    {
      id: 'fast',
      scenario: 'small-files',
      seed: 7,
      alone: true,
      says: 'somebody sets the trigger to 50 ms in the running pipeline, so that the page is fresher, and takes it back after 20 s',
    },
  ],
  steps: [
    {
      id: 'draw-the-curve',
      title: 'Draw the curve: how fresh for how many files',
      run: 'fast',
      file: 'curve.sql',
      does: 'Make the run `fast`, then mend curve.sql: for every pace at which files were written give files_per_second, latency_ms and bytes_per_event.',
      prediction: {
        question:
          'The trigger goes from 2 s to 50 ms for about 20 seconds, and nobody merges files. Of how many data files does bronze consist at the end?',
        choices: [
          { id: 'a', says: 'fewer than 100: the same rows, and only a little more often' },
          {
            id: 'b',
            says: '100 to 300: a file for every batch there is time for, and 50 ms are too short for one',
          },
          { id: 'c', says: 'about 400: twenty a second, as was asked for' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          const files = mostFiles(result);
          if (files <= A_FEW) return 'a';
          return files < AS_ASKED ? 'b' : 'c';
        },
        because:
          'a batch writes at least one file, however few rows it has. And it takes its own time: a trigger shorter than a batch only means that the next one begins at once.',
      },
      hints: [
        'The first try gives one row. In the run there were seconds with one new file and seconds with ten; the average of them describes none.',
        "For each second: SELECT date_trunc('second', committed_at), sum(files_added), sum(rows_added), sum(bytes_added) FROM history('bronze') WHERE rows_added > 0 GROUP BY 1. Seconds with the same number of files are one pace.",
        "Join bronze to these seconds on date_trunc('second', ingested_at), and group by the number of files: median(epoch_ms(ingested_at) - epoch_ms(kafka_time)) is the latency; bytes_per_event is sum(bytes) / sum(events) of the same seconds, before the join.",
      ],
    },
    {
      id: 'choose-a-trigger',
      title: 'Choose a trigger for readers who have a limit',
      run: 'fast',
      file: 'pipeline.yaml',
      does: 'The readers want half of the events in bronze within 700 ms; the lake allows 4 new files a second. Set stream.triggerMs accordingly and make the run again: measured is the stretch before the trigger is changed.',
      hints: [
        'On the average an event waits half a trigger, and then for the batch to be made. Which part of it can you choose?',
        'Read both limits off your curve: below how many files a second is the median still under 700 ms?',
        'stream.triggerMs: 500 writes about two files a second, and half of the events wait less than 400 ms or so.',
      ],
    },
    {
      id: 'merge-the-files',
      title: 'Keep the table readable while somebody is in a hurry',
      run: 'fast',
      file: 'pipeline.yaml',
      does: 'The trigger of 50 ms will come again. Change one more setting, so that bronze never consists of more than 100 files, and make the run again.',
      hints: [
        'The files need not stay as they were written. Who could make few of them out of many, without stopping anybody?',
        'In a Delta log that is one commit: some files are removed, one is added, and no row changes. Look under `lake`.',
        'lake.compaction: true. As soon as there are enough small files, they are merged beside the running queries.',
      ],
    },
    {
      id: 'price-the-merging',
      title: 'Say what merging costs',
      run: 'fast',
      file: 'merging.sql',
      asks: 'now',
      does: 'Mend merging.sql: of the run with merging it is to give written_bytes, what the queries wrote into bronze, and rewritten_bytes, what merging wrote again.',
      hints: [
        'Both are bytes of files that a commit has added. How do the commits differ?',
        "Look at them: SELECT operation, count(*), sum(bytes_added) FROM history('bronze') GROUP BY operation.",
        "sum(bytes_added) FILTER (WHERE operation = 'OPTIMIZE') is what merging wrote; everything else was written by the queries.",
      ],
    },
  ],
};
