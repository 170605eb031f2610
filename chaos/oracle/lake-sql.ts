// SQL that reads the lake's Parquet files, as the Delta log names them, into the oracle's tables. A second reader: it shares no code
// with the transformations and never looks at a counter of the pipeline.
import { type Column, type ColumnType, TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { FIELDS_HASH, quoted } from './tables.ts';

const DUCKDB_TYPES: Record<ColumnType, string> = {
  string: 'VARCHAR',
  integer: 'INTEGER',
  long: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMPTZ',
};

/** A column a naive run lost reads as NULL, so that the checkers can name it; without files the table is empty. */
function relation(table: TableName, files: readonly string[]): string {
  const columns = TABLES[table].columns;
  const empty = (column: Column) => `NULL::${DUCKDB_TYPES[column.type]} AS "${column.name}"`;
  const none = `SELECT ${columns.map(empty).join(', ')} WHERE false`;
  if (files.length === 0) return none;
  return `${none} UNION ALL BY NAME SELECT * FROM read_parquet([${files.map(quoted).join(', ')}], union_by_name = true)`;
}

const TARGETS: Record<TableName, { into: string; columns: string }> = {
  bronze: {
    into: 'bronze_rows',
    columns:
      'ev_of(event_id), CASE WHEN ev_of(event_id) IS NULL THEN event_id END, kafka_partition, kafka_offset, hash(md5(raw))',
  },
  silver: {
    into: 'silver_rows',
    columns: `ev_of(event_id), CASE WHEN ev_of(event_id) IS NULL THEN event_id END, epoch_ms(event_time) AS event_ms, behind_ms, host, "method",
      path, status, bytes, format, kafka_partition, kafka_offset, ${FIELDS_HASH}`,
  },
  quarantine: {
    into: 'quarantine_rows',
    columns:
      'ev_of(event_id), CASE WHEN ev_of(event_id) IS NULL THEN event_id END, hash(md5(raw)), reasons, kafka_partition, kafka_offset',
  },
  'gold.traffic': {
    into: 'traffic_shown',
    columns: 'epoch_ms(window_start), requests, bytes, errors, hosts, is_final',
  },
  'gold.status': { into: 'status_shown', columns: 'epoch_ms(window_start), status, requests, is_final' },
  'gold.paths': { into: 'paths_shown', columns: 'epoch_ms(window_start), path, requests, is_final' },
};

/** One statement that fills the oracle's table from a lake table's data files (absolute paths). */
export function lakeSql(table: TableName, files: readonly string[]): string {
  const { into, columns } = TARGETS[table];
  return `INSERT INTO ${into} SELECT ${columns} FROM (${relation(table, files)});`;
}
