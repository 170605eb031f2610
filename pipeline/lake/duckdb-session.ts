// An in-memory DuckDB with the settings the lake relies on: UTC, bounded threads and memory, and no attempt to fetch
// extensions from the internet (json, parquet and icu are built in).

import { mkdir, rm } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export interface DuckDbSettings {
  readonly threads?: number;
  readonly memoryLimitMb?: number;
  /** Where DuckDB may spill, this session's alone: it is made, and what a killed one before it left there is removed. Nowhere unless set. */
  readonly spillDirectory?: string;
}

export interface DuckDbSession {
  /** A new connection; connections of a session share its threads and memory. */
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/** Opens an in-memory DuckDB. */
export async function openDuckDb(settings: DuckDbSettings = {}): Promise<DuckDbSession> {
  if (settings.spillDirectory !== undefined) await emptyFolder(settings.spillDirectory);
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'true',
    // The system keeps read files in its page cache; DuckDB's copy beside it would fill a processor's memory up to its limit.
    enable_external_file_cache: 'false',
    ...(settings.threads !== undefined && { threads: String(settings.threads) }),
    ...(settings.memoryLimitMb !== undefined && { memory_limit: `${settings.memoryLimitMb}MB` }),
    temp_directory: settings.spillDirectory ?? '',
  });
  const connect = async (): Promise<DuckDBConnection> => {
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return connection;
  };
  return { connect, close: () => instance.closeSync() };
}

/** DuckDB makes the last folder of the path only, and only when it first spills. */
async function emptyFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
}
