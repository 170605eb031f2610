// Kafka records into a DuckDB table by data chunks, the quickest way in, and that table as rows of bronze.
import { DOUBLE, type DuckDBConnection, INTEGER, VARCHAR } from '@duckdb/node-api';
import { appendChunks } from '../lake/append-chunks.ts';
import { sqlText } from '../lake/sql-text.ts';
import type { RecordRun } from '../stream/record-buffer.ts';

const TYPES = [INTEGER, DOUBLE, DOUBLE, VARCHAR, VARCHAR, VARCHAR];

/** Fills a new table with the records. Offsets and times travel as doubles: exact below 2^53 and ten times cheaper. */
export async function stageRecords(
  connection: DuckDBConnection,
  table: string,
  runs: readonly RecordRun[],
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE ${table} (
    kafka_partition INTEGER, kafka_offset DOUBLE, kafka_ms DOUBLE, event_id VARCHAR, key VARCHAR, raw VARCHAR)`);
  const appender = await connection.createAppender(table);
  for (const run of runs)
    appendChunks(appender, TYPES, run.ids.length, (start, end) => columnsOf(run, start, end));
  appender.closeSync();
}

function columnsOf(run: RecordRun, start: number, end: number) {
  const rows = end - start;
  const offsets = new Array<number>(rows);
  for (let index = 0; index < rows; index++) offsets[index] = run.firstOffset + start + index;
  return [
    new Array<number>(rows).fill(run.partition),
    offsets,
    run.timesMs.slice(start, end),
    run.ids.slice(start, end),
    run.keys.slice(start, end),
    run.raws.slice(start, end),
  ];
}

/** A staged table as rows of bronze. */
export function stagedBronzeRows(table: string, topic: string, ingestedAtMs: number): string {
  return `(SELECT event_id, ${sqlText(topic)} AS kafka_topic, kafka_partition,
    CAST(kafka_offset AS BIGINT) AS kafka_offset, ms_instant(kafka_ms) AS kafka_time,
    ms_instant(${Math.round(ingestedAtMs)}) AS ingested_at, key, raw FROM ${table})`;
}
