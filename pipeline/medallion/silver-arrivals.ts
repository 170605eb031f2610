// Bronze rows on their way into silver: repeated ones left out, the others judged by the expectations as table `judged` of a connection,
// and what that batch is like.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SilverFigures } from '../contract/progress.ts';
import { deduplication } from './deduplication.ts';
import { brokenExpectationsSql, expectationsFor } from './expectations.ts';
import type { QueryContext } from './query-context.ts';
import { readerSql } from './reader-sql.ts';
import { countDoubled, type RowGroup, readRowGroups, rejectedBy, samplePaths } from './row-figures.ts';
import { transformation } from './transformations.ts';

export interface JudgedBatch {
  /** Rows that deduplication left out. */
  repeated: number;
  rejected: number;
  /** Without deduplication: rows of an id after its first in the batch. */
  doubled: number;
  groups: readonly RowGroup[];
  paths: SilverFigures['paths'];
  /** Produce times of some rows, ms. */
  producedMs: number[];
}

export interface SilverArrivals {
  /** `rows` is SQL; `kafkaTimes` are the newest Kafka times by partition before this batch, ms. */
  judge(rows: string, kafkaTimes: ReadonlyMap<number, number>): Promise<JudgedBatch>;
  /** Newest Kafka times by partition of the rows last judged, repeated ones among them, ms. */
  newestKafkaTimes(): Promise<Map<number, number>>;
  /** What was judged last is stored. */
  accept(): void;
  /** Other batches may have been stored than those judged here. */
  forget(): void;
}

/** `connection` is the silver query's own; its tables and views stay until the next batch. */
export function silverArrivals(connection: DuckDBConnection, context: QueryContext): SilverArrivals {
  const { lakehouse, spec, log } = context;
  const { silver: settings, stream } = spec.settings;
  const dedup = deduplication(connection, lakehouse, stream.dedupHorizonMs);
  const judged = transformation('judged', {
    ...readerSql(settings),
    brokenExpectations: brokenExpectationsSql(expectationsFor({ ...spec, silver: settings })),
  });

  /** Some rows are enough to tell how long rows take. */
  async function sampleProduceTimes(): Promise<number[]> {
    const sample = await connection.runAndReadAll(
      'SELECT instant_ms(kafka_time) AS ms FROM judged USING SAMPLE reservoir(200 ROWS)',
    );
    return sample.getRowObjects().map((row) => Number(row.ms));
  }

  return {
    judge: async (rows, kafkaTimes) => {
      await connection.run(`CREATE OR REPLACE TEMP VIEW bronze_input AS ${rows}`);
      let repeated = 0;
      if (stream.dedup) repeated = await dedup.prepare(kafkaTimes);
      else await connection.run('CREATE OR REPLACE TEMP VIEW bronze_batch AS SELECT * FROM bronze_input');
      await connection.run(`CREATE OR REPLACE TEMP TABLE judged AS ${judged}`);
      const groups = await readRowGroups(connection);
      const doubled = stream.dedup ? 0 : await countDoubled(connection);
      const reasons = rejectedBy(groups);
      if (reasons.length > 0) log.info({ query: 'silver', reasons }, 'rejected rows');
      return {
        repeated,
        doubled,
        groups,
        rejected: reasons.reduce((sum, [, count]) => sum + count, 0),
        producedMs: await sampleProduceTimes(),
        paths: await samplePaths(connection),
      };
    },
    newestKafkaTimes: async () => {
      const result = await connection.runAndReadAll(
        'SELECT kafka_partition AS p, max(instant_ms(kafka_time)) AS ms FROM bronze_input GROUP BY 1',
      );
      return new Map(result.getRowObjects().map((row) => [Number(row.p), Number(row.ms)]));
    },
    accept: dedup.accept,
    forget: dedup.forget,
  };
}
