// Rows of a query as plain JSON values: times as ISO text, whole numbers as numbers while they are exact, else as text.
import type { DuckDBConnection, Json } from '@duckdb/node-api';

export interface QueryColumn {
  name: string;
  /** DuckDB's name of the type, such as `BIGINT`. */
  type: string;
}

export interface QueryResult {
  columns: QueryColumn[];
  rows: Json[][];
  /** True when there were more rows than the limit. */
  truncated: boolean;
  /** The rows with their names. */
  objects(): Record<string, Json>[];
}

/** Runs the query and returns at most `most` rows (all for null). */
export async function readRows(
  connection: DuckDBConnection,
  sql: string,
  most: number | null,
): Promise<QueryResult> {
  const reader =
    most === null ? await connection.runAndReadAll(sql) : await connection.streamAndReadUntil(sql, most + 1);
  const names = reader.deduplicatedColumnNames();
  const columns = names.map((name, index) => ({ name, type: String(reader.columnType(index)) }));
  const all = reader.getRowsJson();
  const rows = (most === null ? all : all.slice(0, most)).map((row) =>
    row.map((value, index) => plain(value, columns[index]!.type)),
  );
  return {
    columns,
    rows,
    truncated: most !== null && all.length > most,
    objects: () => rows.map((row) => Object.fromEntries(row.map((value, index) => [names[index]!, value]))),
  };
}

function plain(value: Json, type: string): Json {
  if (typeof value !== 'string') return value;
  if (/^U?(BIG|HUGE)INT$/.test(type)) return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (type.startsWith('TIMESTAMP')) return value.replace(' ', 'T').replace(/\+00$/, 'Z');
  return value;
}
