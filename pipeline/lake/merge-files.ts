// The rewrite behind compaction: the rows of several data files of a table as one new file, in their order.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { MergeFiles } from '../delta/compaction.ts';
import type { DeltaPorts } from '../delta/ports.ts';
import { relationOverFiles } from './read-table.ts';
import { type DataFileSettings, writeDataFile } from './write-data-file.ts';

/** A merge for `compactTable`. */
export function mergeFilesWith(
  connection: DuckDBConnection,
  ports: DeltaPorts,
  tablePath: string,
  settings: DataFileSettings = {},
): MergeFiles {
  return (files, { schema }) => {
    const rows = `SELECT * FROM ${relationOverFiles(ports.storage, tablePath, schema, files)}`;
    return writeDataFile(connection, { ports, path: tablePath, schema }, rows, settings);
  };
}
