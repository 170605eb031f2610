// A real lake for tests: a temporary folder, DuckDB, and words for writing and reading small tables.
// Everything is removed when the test that asked for it ends.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { onTestFinished } from 'vitest';
import type { DeltaPorts } from '../../../pipeline/delta/ports.ts';
import type { TableSnapshot } from '../../../pipeline/delta/snapshot.ts';
import type { DeltaTable, TableOptions } from '../../../pipeline/delta/table.ts';
import { openDuckDb } from '../../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { tableRelation } from '../../../pipeline/lake/read-table.ts';
import { writeDataFile } from '../../../pipeline/lake/write-data-file.ts';

export interface DiskLake {
  readonly root: string;
  readonly ports: DeltaPorts;
  readonly connection: DuckDBConnection;
  /** Writes the rows of a query as one file and commits it. */
  append(table: DeltaTable, query: string): Promise<number>;
  /** All rows of a snapshot as JSON values, sorted by all columns. */
  rows(tablePath: string, snapshot: TableSnapshot): Promise<Record<string, unknown>[]>;
}

export const DISK_OPTIONS: TableOptions = {
  onCheckpointError: (error) => {
    throw error;
  },
};

export async function diskLake(): Promise<DiskLake> {
  const root = await mkdtemp(join(tmpdir(), 'lakequake-delta-'));
  const session = await openDuckDb({ threads: 2, memoryLimitMb: 1_000 });
  const connection = await session.connect();
  onTestFinished(async () => {
    connection.closeSync();
    session.close();
    await rm(root, { recursive: true, force: true });
  });
  const ports = lakePorts(localStorage(root, { fsync: false }), session);
  return {
    root,
    ports,
    connection,
    append: async (table, query) => {
      const file = await writeDataFile(connection, { ports, path: table.path, schema: table.schema }, query);
      return (await table.commit({ adds: file ? [file] : [], operation: 'WRITE' })).version;
    },
    rows: async (tablePath, snapshot) => {
      const relation = tableRelation(ports.storage, tablePath, snapshot);
      const result = await connection.runAndReadAll(`SELECT * FROM ${relation} AS t ORDER BY ALL`);
      return result.getRowObjectsJson();
    },
  };
}
