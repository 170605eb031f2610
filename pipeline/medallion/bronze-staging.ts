// Kafka records into a DuckDB table by data chunks, the quickest way in, and that table as rows of bronze.
import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import { sqlText } from '../lake/sql-text.ts';
import type { RecordRun } from '../stream/record-buffer.ts';

const CHUNK_ROWS = 2_048;
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
  for (const run of runs) {
    for (let start = 0; start < run.ids.length; start += CHUNK_ROWS) {
      appender.appendDataChunk(chunkOf(run, start, Math.min(start + CHUNK_ROWS, run.ids.length)));
    }
  }
  appender.closeSync();
}

function chunkOf(run: RecordRun, start: number, end: number): DuckDBDataChunk {
  const rows = end - start;
  const chunk = DuckDBDataChunk.create(TYPES, rows);
  const offsets = new Array<number>(rows);
  for (let index = 0; index < rows; index++) offsets[index] = run.firstOffset + start + index;
  chunk.setColumnValues(0, new Array<number>(rows).fill(run.partition));
  chunk.setColumnValues(1, offsets);
  chunk.setColumnValues(2, run.timesMs.slice(start, end));
  chunk.setColumnValues(3, run.ids.slice(start, end));
  chunk.setColumnValues(4, run.keys.slice(start, end));
  chunk.setColumnValues(5, run.raws.slice(start, end));
  return chunk;
}

/** A staged table as rows of bronze. */
export function stagedBronzeRows(table: string, topic: string, ingestedAtMs: number): string {
  return `(SELECT event_id, ${sqlText(topic)} AS kafka_topic, kafka_partition,
    CAST(kafka_offset AS BIGINT) AS kafka_offset, ms_instant(kafka_ms) AS kafka_time,
    ms_instant(${Math.round(ingestedAtMs)}) AS ingested_at, key, raw FROM ${table})`;
}
