// Rows into a DuckDB table by data chunks, column by column: the quickest way in.
import { type DuckDBAppender, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

/** Rows of one chunk, DuckDB's vector size. */
const CHUNK_ROWS = 2_048;

/** Appends `rows` rows; `columns` gives the values of those from `start` (inclusive) to `end` (exclusive), in the order of `types`. */
export function appendChunks(
  appender: DuckDBAppender,
  types: readonly DuckDBType[],
  rows: number,
  columns: (start: number, end: number) => readonly (readonly DuckDBValue[])[],
): void {
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const end = Math.min(start + CHUNK_ROWS, rows);
    const chunk = DuckDBDataChunk.create(types, end - start);
    columns(start, end).forEach((values, index) => {
      chunk.setColumnValues(index, values);
    });
    appender.appendDataChunk(chunk);
  }
}
