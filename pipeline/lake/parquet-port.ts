// Checkpoints as Parquet through DuckDB: the actions go to a JSON-lines file beside the target, and one COPY turns
// them into typed structs. An inactive action must be a NULL struct, maps and arrays must be empty rather than NULL,
// feature arrays of protocol 1/2 NULL rather than empty, or Spark and delta-rs refuse the file.
// https://github.com/delta-io/delta/blob/master/PROTOCOL.md#checkpoint-schema

import { open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Action } from '../delta/actions.ts';
import type { ParquetPort } from '../delta/parquet.ts';
import type { LakeStorage } from '../delta/storage.ts';
import type { DuckDbSession } from './duckdb-session.ts';
import { sqlFile, sqlText } from './sql-text.ts';

const CHECKPOINT_COLUMNS = {
  txn: 'STRUCT("appId" VARCHAR, "version" BIGINT, "lastUpdated" BIGINT)',
  add: `STRUCT("path" VARCHAR, "partitionValues" MAP(VARCHAR, VARCHAR), "size" BIGINT, "modificationTime" BIGINT,
    "dataChange" BOOLEAN, "tags" MAP(VARCHAR, VARCHAR), "stats" VARCHAR)`,
  remove: `STRUCT("path" VARCHAR, "deletionTimestamp" BIGINT, "dataChange" BOOLEAN, "extendedFileMetadata" BOOLEAN,
    "partitionValues" MAP(VARCHAR, VARCHAR), "size" BIGINT)`,
  metaData: `STRUCT("id" VARCHAR, "name" VARCHAR, "description" VARCHAR,
    "format" STRUCT("provider" VARCHAR, "options" MAP(VARCHAR, VARCHAR)), "schemaString" VARCHAR,
    "partitionColumns" VARCHAR[], "configuration" MAP(VARCHAR, VARCHAR), "createdTime" BIGINT)`,
  protocol: `STRUCT("minReaderVersion" INTEGER, "minWriterVersion" INTEGER, "readerFeatures" VARCHAR[],
    "writerFeatures" VARCHAR[])`,
} as const;

/** The actions written at once; between two such pieces the event loop is free for commits. */
const ACTIONS_PER_WRITE = 500;

/** A Parquet port whose connection opens on the first checkpoint. */
export function duckDbParquet(session: DuckDbSession, storage: LakeStorage): ParquetPort {
  let connection: Promise<DuckDBConnection> | undefined;
  const connected = (): Promise<DuckDBConnection> => {
    connection ??= session.connect();
    return connection;
  };
  return {
    writeCheckpoint: async (temporaryPath, actions) =>
      writeCheckpoint(await connected(), storage.localPath(temporaryPath), actions),
    readCheckpoint: async (path) => readCheckpoint(await connected(), storage.localPath(path)),
  };
}

async function writeCheckpoint(
  connection: DuckDBConnection,
  target: string,
  actions: Iterable<Action>,
): Promise<void> {
  // Beside the target, under a name that is temporary even where the target is not.
  const lines = join(dirname(target), `.${basename(target).replace(/^\.|\.tmp$/g, '')}.lines.tmp`);
  try {
    await writeLines(lines, actions);
    const columns = Object.entries(CHECKPOINT_COLUMNS).map(([name, type]) => `"${name}": ${sqlText(type)}`);
    await connection.run(
      `COPY (SELECT * FROM read_json(${sqlFile(lines)}, format = 'newline_delimited', columns = {${columns.join(', ')}}))
       TO ${sqlText(target)} (FORMAT parquet, COMPRESSION snappy)`,
    );
  } finally {
    await rm(lines, { force: true });
  }
}

async function writeLines(path: string, actions: Iterable<Action>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    let text = '';
    let count = 0;
    for (const action of actions) {
      text += `${JSON.stringify(action)}\n`;
      count += 1;
      if (count % ACTIONS_PER_WRITE !== 0) continue;
      await file.write(text);
      text = '';
    }
    await file.write(text);
  } finally {
    await file.close();
  }
}

async function readCheckpoint(connection: DuckDBConnection, path: string): Promise<Action[]> {
  const file = `read_parquet([${sqlFile(path)}])`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${file}`);
  const present = described.getRows().map((row) => String(row[0]));
  const kinds = Object.keys(CHECKPOINT_COLUMNS).filter((kind) => present.includes(kind));
  const columns = kinds.map((kind) => `to_json("${kind}")::VARCHAR`);
  const result = await connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM ${file}`);
  return result.getRows().flatMap((row) => toAction(kinds, row));
}

function toAction(kinds: readonly string[], row: readonly unknown[]): Action[] {
  const index = row.findIndex((value) => typeof value === 'string' && value !== 'null');
  if (index < 0) return [];
  const body = withoutNulls(JSON.parse(String(row[index])) as Record<string, unknown>);
  return [{ [kinds[index]!]: body } as unknown as Action];
}

/** A field that is NULL in the Parquet struct is one the action does not have; a partition value of NULL stays. */
function withoutNulls(body: Record<string, unknown>): Record<string, unknown> {
  const fields = Object.entries(body).filter(([, value]) => value !== null);
  return Object.fromEntries(
    fields.map(([name, value]) => [
      name,
      name !== 'partitionValues' && isRecord(value) ? withoutNulls(value) : value,
    ]),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
