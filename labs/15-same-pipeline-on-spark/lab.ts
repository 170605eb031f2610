// Lab 15: the drill of lab 10 on two engines. What the rules say is a fact of the log; how long one waits for it is a fact of the engine.
import { unsettledBecause } from '../checks/unsettled.ts';
import type { Lab } from '../lab.ts';

const lateDropped = ({ evidence }: { evidence: readonly { id: string; count: number }[] }) =>
  evidence.find(({ id }) => id === 'late-dropped')?.count ?? 0;

export const lab: Lab = {
  number: 15,
  title: 'Same pipeline on Spark',
  idea: 'An engine may change when a number is there; if it changes the number, the rule stood in the engine and not in the pipeline.',
  minutes: 25,
  runs: [
    {
      id: 'duckdb',
      scenario: 'late-timestamps',
      seed: 7,
      says: 'a fifth of the events of some seconds arrives 0.5 to 12 s late; the duckdb engine takes them',
    },
    {
      id: 'spark',
      scenario: 'late-timestamps',
      seed: 7,
      engine: 'spark',
      armedOnly: true,
      says: 'the same events with the same delays; Spark Structured Streaming takes them (fetched the first time, about 560 MB)',
    },
  ],
  steps: [
    {
      id: 'one-rule',
      title: 'Write down the rule that both engines keep',
      run: 'spark',
      file: 'rule.sql',
      does: 'Make the runs `duckdb` and `spark`. Then mend rule.sql: from silver alone, how many requests does gold.traffic show for each window of 5 s? The same query must be right for both runs.',
      prediction: {
        question:
          'About 2,000 events come 0.5 to 12 s late, no lateness is allowed, and on the duckdb engine, with a batch every half second, gold drops about 1,600 of them. Spark needs some seconds for a batch. How many does gold drop there?',
        choices: [
          { id: 'a', says: 'far fewer: while a batch waits, many late events still arrive in time' },
          { id: 'b', says: 'about as many' },
          { id: 'c', says: 'far more: Spark keeps one watermark over all partitions' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive' || unsettledBecause(result) !== null) return null;
          const dropped = lateDropped(result);
          if (dropped < 1_200) return 'a';
          return dropped <= 2_000 ? 'b' : 'c';
        },
        because:
          'a row is admitted by what stands in the row (event_time, behind_ms) and by nothing else: not by the batch it came with, and not by Spark’s own watermark, which this pipeline does not use.',
      },
      hints: [
        'The first try counts every row of silver. Which rows does gold leave out?',
        'The rule of lab 10: an event is turned away when event_time + behind_ms − lateness has reached the end of its window. The lateness of these runs is 0.',
        "Add WHERE event_time + to_milliseconds(behind_ms) < time_bucket(INTERVAL '5 seconds', event_time) + INTERVAL '5 seconds'.",
      ],
    },
    {
      id: 'where-it-waits',
      title: 'Measure what the engine costs in time',
      run: 'duckdb',
      file: 'waits.sql',
      does: 'Mend waits.sql: in how many batches did silver take the rows, and how many ms lay between Kafka’s time of a row and its batch (p50_ms and p99_ms)? Compare the two runs.',
      hints: [
        'The first try measures from event_time. Is an event that came late a slow pipeline?',
        'The clock that counts is Kafka’s: kafka_time stands in bronze. A row is the same in both tables when partition and offset are.',
        'FROM silver JOIN bronze USING (kafka_partition, kafka_offset), and epoch_ms(silver.ingested_at) - epoch_ms(bronze.kafka_time).',
      ],
    },
    {
      id: 'same-fix',
      title: 'Mend it with the setting that mended the other engine',
      run: 'spark',
      file: 'pipeline.yaml',
      does: 'Change one setting of pipeline.yaml so that nothing is dropped, and make the run `spark` again. No line of Spark code may change.',
      hints: [
        'What mended lab 10? The engine is another one, the rule is not.',
        'Ask silver of the run: how large is behind_ms at most?',
        'stream.allowedLatenessMs: 12500 is just above the latest event.',
      ],
    },
  ],
};
