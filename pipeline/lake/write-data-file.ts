// Writing the rows of a query as one Parquet data file of a table: DuckDB writes to a temporary path and tells size
// and statistics, then the storage port publishes the file. It is no part of the table until a commit adds it.

import { createHash } from 'node:crypto';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { DuckDBMapValue } from '@duckdb/node-api';
import { DeltaError } from '../delta/errors.ts';
import type { DeltaPorts } from '../delta/ports.ts';
import type { StructType } from '../delta/schema.ts';
import { type ColumnStatistics, statisticsText } from '../delta/statistics.ts';
import type { NewDataFile } from '../delta/transaction.ts';
import { sqlText, typedQuery } from './sql-text.ts';

export interface DataFileSettings {
  readonly compression?: 'zstd' | 'snappy' | 'uncompressed';
  /** Adds a `lakequake.sha256` tag with the hash of the file's bytes; reads the file once more. */
  readonly checksum?: boolean;
}

export interface DataFileTarget {
  readonly ports: DeltaPorts;
  /** The table's folder, relative to the lake's root. */
  readonly path: string;
  /** The columns to write, in order; the query may have more, which are left out. */
  readonly schema: StructType;
}

export interface WrittenDataFile extends NewDataFile {
  readonly rows: number;
}

export const CHECKSUM_TAG = 'lakequake.sha256';

/** Writes and publishes one data file; undefined (and no file) when the query has no rows. */
export async function writeDataFile(
  connection: DuckDBConnection,
  target: DataFileTarget,
  query: string,
  settings: DataFileSettings = {},
): Promise<WrittenDataFile | undefined> {
  const { storage, newId } = target.ports;
  const name = `part-${newId()}.${settings.compression ?? 'zstd'}.parquet`;
  const final = `${target.path}/${name}`;
  const temporary = await storage.temporaryPath(final);
  const copied = await copy(connection, target.schema, query, storage.localPath(temporary), settings);
  if (copied.rows === 0) {
    await storage.remove(temporary);
    return undefined;
  }
  const tags = settings.checksum ? { [CHECKSUM_TAG]: await sha256(target.ports, temporary) } : undefined;
  const published = await storage.publish(temporary, final);
  if (published.sizeBytes !== copied.sizeBytes) throw torn(name, copied.sizeBytes, published.sizeBytes);
  return {
    path: name,
    size: copied.sizeBytes,
    modificationTime: published.modifiedMs,
    stats: statisticsText(target.schema, copied.rows, copied.columns),
    ...(tags && { tags }),
    rows: copied.rows,
  };
}

interface Copied {
  readonly rows: number;
  readonly sizeBytes: number;
  readonly columns: ReadonlyMap<string, ColumnStatistics>;
}

async function copy(
  connection: DuckDBConnection,
  schema: StructType,
  query: string,
  file: string,
  settings: DataFileSettings,
): Promise<Copied> {
  const result = await connection.runAndReadAll(
    `COPY (${typedQuery(schema, query)}) TO ${sqlText(file)}
     (FORMAT parquet, COMPRESSION ${settings.compression ?? 'zstd'}, RETURN_STATS)`,
  );
  const row = result.getRowObjects()[0];
  if (!row) return { rows: 0, sizeBytes: 0, columns: new Map() };
  return {
    rows: Number(row.count),
    sizeBytes: Number(row.file_size_bytes),
    columns: columnStatistics(row.column_statistics),
  };
}

/** DuckDB names a top-level column `"name"` and a nested one `"name"."inner"`, which gets no statistics here. */
function columnStatistics(value: DuckDBValue | undefined): Map<string, ColumnStatistics> {
  const columns = new Map<string, ColumnStatistics>();
  if (!(value instanceof DuckDBMapValue)) return columns;
  for (const { key, value: figures } of value.entries) {
    const name = /^"((?:[^"]|"")*)"$/.exec(String(key))?.[1];
    if (name === undefined || !(figures instanceof DuckDBMapValue)) continue;
    columns.set(name.replaceAll('""', '"'), columnOf(figures));
  }
  return columns;
}

function columnOf(figures: DuckDBMapValue): ColumnStatistics {
  const found = new Map(figures.entries.map(({ key, value }) => [String(key), String(value)]));
  const min = found.get('min');
  const max = found.get('max');
  const nulls = found.get('null_count');
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(nulls !== undefined && { nullCount: Number(nulls) }),
    hasNan: found.get('has_nan') === 'true',
  };
}

async function sha256(ports: DeltaPorts, path: string): Promise<string> {
  const bytes = await ports.storage.read(path);
  return createHash('sha256')
    .update(bytes ?? new Uint8Array())
    .digest('hex');
}

function torn(name: string, wantedBytes: number, foundBytes: number): DeltaError {
  return new DeltaError('storage', `${name} should have ${wantedBytes} bytes and has ${foundBytes}`, {
    context: { name, wantedBytes, foundBytes },
    hint: 'Try again, and look at the disk: the file was cut short or changed while it was published. Nothing was committed.',
  });
}
