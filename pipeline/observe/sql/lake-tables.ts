// The tables of a lake for readers: ours and any other Delta table that lies there; their newest state, their state at a
// version, and what every commit did. Reads the Delta log only; must never write, and must never open a table for commits.
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
import { type FoundTable, findTables } from './find-tables.ts';

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
  /** The tables by contract (which need not exist yet), then those found in the folder, as queries name them. */
  names(): string[];
  /** Where a table lies in the lake. */
  pathOf(table: string): string;
  /** The newest state; undefined while the table does not exist. Throws `unsupported-feature` for what must not be read. */
  newest(table: string): Promise<TableSnapshot | undefined>;
  /** Throws DeltaError `version-missing` or `version-gone` when there is no such version. */
  at(table: string, version: number): Promise<TableSnapshot>;
  /** Commits whose JSON is still there, oldest first, from and up to a version; none while the table does not exist. */
  commits(table: string, fromVersion?: number, toVersion?: number): Promise<LakeCommit[]>;
}

/** `lab`: ours and whatever else lies there; `folder`: only what lies there; one table: only that. */
export type TableScope = 'lab' | 'folder' | FoundTable;

/** Readers over a lake folder, which need not exist yet. */
export function openLakeTables(
  lakeDir: string,
  session: DuckDbSession,
  scope: TableScope = 'lab',
): LakeTables {
  const ports = lakePorts(localStorage(lakeDir), session);
  const open = new Map<string, DeltaTable>();
  let paths = new Map<string, string>();
  const names = (): string[] => {
    paths = pathsByName(lakeDir, scope);
    return [...paths.keys()];
  };
  names();
  const pathOf = (name: string): string => paths.get(name) ?? TABLES[name as TableName]?.path ?? name;
  const table = async (name: string): Promise<DeltaTable | undefined> => {
    const known = open.get(name);
    if (known !== undefined && existsSync(ports.storage.localPath(pathOf(name)))) {
      await known.refresh();
      return known;
    }
    const opened = await openIfThere(ports, pathOf(name));
    if (opened === undefined) open.delete(name);
    else open.set(name, opened);
    return opened;
  };
  return {
    ports,
    names,
    pathOf,
    newest: async (name) => (await table(name))?.snapshot(),
    at: async (name, version) => {
      const found = await table(name);
      if (found === undefined)
        return openTable(ports, pathOf(name), OPTIONS).then((one) => one.snapshotAt(version));
      return found.snapshotAt(version);
    },
    commits: (name, fromVersion = 0, toVersion = Number.POSITIVE_INFINITY) =>
      commitsOf(ports, pathOf(name), fromVersion, toVersion),
  };
}

function pathsByName(lakeDir: string, scope: TableScope): Map<string, string> {
  if (typeof scope === 'object') return new Map([[scope.name, scope.path]]);
  const ours = Object.entries(TABLES).map(([name, { path }]) => [name, path] as const);
  const own = scope === 'lab' ? ours : [];
  const found = findTables(lakeDir, new Set(own.map(([, path]) => path)), new Set(own.map(([name]) => name)));
  return new Map([...own, ...found.map(({ name, path }) => [name, path] as const)]);
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
export function contractSchema(table: string): StructType {
  return structOf(
    ...(TABLES[table as TableName]?.columns ?? []).map(({ name, type }) =>
      column(name, type satisfies ColumnType),
    ),
  );
}
