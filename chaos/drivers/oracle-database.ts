// The DuckDB in which the oracle works: its own instance, on disk so that three million events fit a small memory, thrown away
// afterwards. Opens, runs SQL, closes; what the SQL says stands in chaos/oracle and chaos/checkers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Row } from '../oracle/checker.ts';

export interface OracleDatabase {
  readonly connection: DuckDBConnection;
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** Memory DuckDB may take; with the process around it a check stays below 2 GiB. */
const MEMORY_LIMIT = '1200MB';

/** Opens an empty database in a folder of its own; `small` keeps it in memory. */
export async function openOracleDatabase({ small = false } = {}): Promise<OracleDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'lakequake-oracle-'));
  const instance = await DuckDBInstance.create(small ? ':memory:' : join(folder, 'oracle.duckdb'), {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    memory_limit: MEMORY_LIMIT,
    threads: '2',
    temp_directory: folder,
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    connection,
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS().map(jsonRow),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** JSON-safe: whole numbers that a double holds exactly as numbers, times as ISO text. */
function jsonRow(row: Record<string, unknown>): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.map(plain) : value;
}
