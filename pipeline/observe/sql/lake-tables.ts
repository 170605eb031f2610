// The tables of a lake for readers: their newest state, their state at a version, and what every commit did. Reads the
// Delta log only; must never write, and must never open a table for commits.
import { existsSync } from 'node:fs';
import { type ColumnType, TABLES, type TableName } from '../../contract/tables.ts';
import type { Action } from '../../delta/actions.ts';
import { isDeltaError } from '../../delta/errors.ts';
import { listLog, readCommit } from '../../delta/log-segment.ts';
import type { DeltaPorts } from '../../delta/ports.ts';
import { column, type StructType, structOf } from '../../delta/schema.ts';
import type { TableSnapshot } from '../../delta/snapshot.ts';
import { type DeltaTable, openTable } from '../../delta/table.ts';
import { versionTimes } from '../../delta/time-travel.ts';
import type { DuckDbSession } from '../../lake/duckdb-session.ts';
import { lakePorts } from '../../lake/lake-ports.ts';
import { localStorage } from '../../lake/local-storage.ts';

export interface LakeCommit {
  version: number;
  /** ms since the epoch. */
  at: number;
  operation: string;
  userMetadata: string | null;
  actions: readonly Action[];
}

export interface LakeTables {
  readonly ports: DeltaPorts;
  /** The newest state; undefined while the table does not exist. */
  newest(table: TableName): Promise<TableSnapshot | undefined>;
  /** Throws DeltaError `version-missing` or `version-gone` when there is no such version. */
  at(table: TableName, version: number): Promise<TableSnapshot>;
  /** Commits whose JSON is still there, oldest first, from and up to a version; none while the table does not exist. */
  commits(table: TableName, fromVersion?: number, toVersion?: number): Promise<LakeCommit[]>;
}

/** Readers over a lake folder, which need not exist yet. */
export function openLakeTables(lakeDir: string, session: DuckDbSession): LakeTables {
  const ports = lakePorts(localStorage(lakeDir), session);
  const open = new Map<TableName, DeltaTable>();
  const table = async (name: TableName): Promise<DeltaTable | undefined> => {
    const known = open.get(name);
    if (known !== undefined && existsSync(ports.storage.localPath(TABLES[name].path))) {
      await known.refresh();
      return known;
    }
    const opened = await openIfThere(ports, TABLES[name].path);
    if (opened === undefined) open.delete(name);
    else open.set(name, opened);
    return opened;
  };
  return {
    ports,
    newest: async (name) => (await table(name))?.snapshot(),
    at: async (name, version) => {
      const found = await table(name);
      if (found === undefined)
        return openTable(ports, TABLES[name].path, OPTIONS).then((one) => one.snapshotAt(version));
      return found.snapshotAt(version);
    },
    commits: (name, fromVersion = 0, toVersion = Number.POSITIVE_INFINITY) =>
      commitsOf(ports, TABLES[name].path, fromVersion, toVersion),
  };
}

const OPTIONS = {
  onCheckpointError: (error: Error): never => {
    throw error; // a reader writes no checkpoints
  },
};

async function openIfThere(ports: DeltaPorts, path: string): Promise<DeltaTable | undefined> {
  try {
    return await openTable(ports, path, OPTIONS);
  } catch (error) {
    if (isDeltaError(error, 'table-missing')) return undefined;
    throw error;
  }
}

async function commitsOf(
  ports: DeltaPorts,
  path: string,
  fromVersion: number,
  toVersion: number,
): Promise<LakeCommit[]> {
  const listing = await listLog(ports, path);
  const commits: LakeCommit[] = [];
  for (const { version, timeMs } of versionTimes(listing)) {
    if (version < fromVersion || version > toVersion) continue;
    const actions = await readCommit(ports, path, version);
    if (actions === undefined) continue; // cleaned up since the listing
    const info = actions.find((action) => 'commitInfo' in action)?.commitInfo;
    commits.push({
      version,
      at: info?.timestamp ?? timeMs,
      operation: info?.operation ?? 'unknown',
      userMetadata: info?.userMetadata ?? null,
      actions,
    });
  }
  return commits;
}

/** The columns a table has by contract, for when it does not exist yet. */
export function contractSchema(table: TableName): StructType {
  return structOf(...TABLES[table].columns.map(({ name, type }) => column(name, type satisfies ColumnType)));
}
