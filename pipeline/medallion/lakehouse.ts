// The lake's tables, opened (and made) in one place: DuckDB session, Delta tables, and how positions move with the data.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { LakeStorage } from '../contract/ports.ts';
import type { Settings } from '../contract/settings.ts';
import { TABLES, type TableName } from '../contract/tables.ts';
import type { AddFile } from '../delta/actions.ts';
import type { DeltaPorts } from '../delta/ports.ts';
import { column, type StructType, structOf } from '../delta/schema.ts';
import { createTable, type DeltaTable } from '../delta/table.ts';
import { type DuckDbSession, openDuckDb } from '../lake/duckdb-session.ts';
import { lakePorts } from '../lake/lake-ports.ts';
import { relationOverFiles } from '../lake/read-table.ts';
import { type WrittenDataFile, writeDataFile } from '../lake/write-data-file.ts';
import { duckDbFunctions } from './transformations.ts';

export interface Lakehouse {
  readonly session: DuckDbSession;
  readonly ports: DeltaPorts;
  readonly storage: LakeStorage;
  readonly tables: Readonly<Record<TableName, DeltaTable>>;
  /** A connection of its own per streaming query: its temporary tables are private. */
  connect(): Promise<DuckDBConnection>;
  /** Rows of given files of a table as a relation for FROM. */
  rowsOf(table: TableName, files: readonly AddFile[]): string;
  /** Writes a query's rows as a data file of a table; undefined when it has none. */
  write(connection: DuckDBConnection, table: TableName, query: string): Promise<WrittenDataFile | undefined>;
  close(): void;
}

export interface LakehouseOptions {
  storage: LakeStorage;
  settings: Settings;
  spillDirectory: string;
  nowMs: () => number;
  onCheckpointError: (table: TableName, error: Error) => void;
}

/** Opens the lake, making the tables that are missing. */
export async function openLakehouse(options: LakehouseOptions): Promise<Lakehouse> {
  const { storage, settings, spillDirectory } = options;
  const session = await openDuckDb({
    threads: settings.processor.threads,
    spillDirectory,
    ...(settings.processor.memoryLimitMb !== null && { memoryLimitMb: settings.processor.memoryLimitMb }),
  });
  const first = await session.connect();
  await first.run(duckDbFunctions());
  first.closeSync();
  const ports: DeltaPorts = { ...lakePorts(storage, session), now: () => Math.round(options.nowMs()) };
  const tables = await openTables(ports, options);
  return {
    session,
    ports,
    storage,
    tables,
    connect: session.connect,
    rowsOf: (name, files) => relationOverFiles(storage, tables[name].path, tables[name].schema, files),
    write: (connection, name, query) => {
      const { path, schema } = tables[name];
      const { checksum } = settings.lake;
      const target = { ports, path, schema: ownColumns(name, schema) };
      return writeDataFile(connection, target, query, { compression: 'snappy', checksum });
    },
    close: session.close,
  };
}

/** What this pipeline fills of a table: a column that others added stays null in its rows. */
function ownColumns(name: TableName, schema: StructType): StructType {
  const own = new Set(TABLES[name].columns.map((one) => one.name));
  return { ...schema, fields: schema.fields.filter((field) => own.has(field.name)) };
}

/** Gold replaces a file with every commit: a week of tombstones, the default, would fill its checkpoints. */
function propertiesOf(name: TableName): Record<string, string> {
  return name.startsWith('gold.') ? { 'delta.deletedFileRetentionDuration': 'interval 1 hours' } : {};
}

/** All tables, made when they are missing; either engine begins a lake with them. */
export async function openTables(
  ports: DeltaPorts,
  options: Pick<LakehouseOptions, 'settings' | 'onCheckpointError'>,
): Promise<Record<TableName, DeltaTable>> {
  const { lake } = options.settings;
  const opened = await Promise.all(
    (Object.keys(TABLES) as TableName[]).map(async (name): Promise<[TableName, DeltaTable]> => {
      const { path, columns } = TABLES[name];
      const schema = structOf(...columns.map((one) => column(one.name, one.type)));
      const table = await createTable(
        ports,
        path,
        { schema, name, ifAbsent: true, configuration: propertiesOf(name) },
        {
          commitMode: lake.commitMode,
          checkpointEveryCommits: lake.checkpointEveryCommits,
          onCheckpointError: (error) => options.onCheckpointError(name, error),
        },
      );
      return [name, table];
    }),
  );
  return Object.fromEntries(opened) as Record<TableName, DeltaTable>;
}
