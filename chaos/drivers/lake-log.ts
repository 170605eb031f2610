// Reads a table's Delta log as a stranger would: commit files from the first to the newest, a checkpoint only where older commits are
// gone. A second reader next to pipeline/delta, for the oracle; it repairs nothing and reports what it cannot read.
// https://github.com/delta-io/delta/blob/master/PROTOCOL.md
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoted } from '../oracle/tables.ts';

export interface LoggedFile {
  /** Absolute. */
  path: string;
  version: number;
  sizeBytes: number;
  /** null: the file is missing. */
  actualBytes: number | null;
  checksum: string | null;
  actualChecksum: string | null;
}

export interface LakeLog {
  versions: { version: number; problem: string | null }[];
  /** Files of the newest version. */
  files: LoggedFile[];
  /** Newest `txn` version by appId. */
  positions: Map<string, number>;
  /** Every `txn` of the commits that are still there, with the time of its commit, ms since the epoch: the file system's, for the writer's clock may be wrong. */
  progress: { version: number; at: number; appId: string; position: number }[];
  /** Every file the table let go of, by the commits that are still there: absolute path, and when, ms since the epoch. */
  letGo: { path: string; version: number; at: number }[];
}

interface AddAction {
  path: string;
  size: number;
  tags?: Record<string, string> | null;
}
interface LogState {
  active: Map<string, { add: AddAction; version: number }>;
  positions: Map<string, number>;
  progress: LakeLog['progress'];
  letGo: { path: string; version: number; at: number }[];
}

const COMMIT = /^(\d{20})\.json$/;
const CHECKPOINT = /^(\d{20})\.checkpoint\.parquet$/;

/** The log of the table in `tableDir`; no versions when there is no table yet. */
export async function readLakeLog(tableDir: string, connection: DuckDBConnection): Promise<LakeLog> {
  const names = await readdir(join(tableDir, '_delta_log')).catch(ifMissing<string[]>([]));
  const commits = versionsOf(names, COMMIT);
  const state: LogState = { active: new Map(), positions: new Map(), progress: [], letGo: [] };
  const versions: LakeLog['versions'] = [];
  const base = baseCheckpoint(commits, versionsOf(names, CHECKPOINT));
  if (base !== undefined) await applyCheckpoint(tableDir, base, state, connection);
  for (const version of commits) {
    const problem =
      base !== undefined && version <= base ? null : await applyCommit(tableDir, version, state);
    versions.push({ version, problem });
  }
  if (commits[0] !== undefined && commits[0] > 0 && base === undefined)
    versions.push({ version: commits[0] - 1, problem: 'the log begins here without a checkpoint' });
  const files = await Promise.all(
    [...state.active.values()].map(({ add, version }) => look(tableDir, add, version)),
  );
  const letGo = state.letGo.map((one) => ({ ...one, path: join(tableDir, decodeURIComponent(one.path)) }));
  return { versions, files, positions: state.positions, progress: state.progress, letGo };
}

function versionsOf(names: readonly string[], pattern: RegExp): number[] {
  const versions = names.flatMap((name) => {
    const match = pattern.exec(name);
    return match ? [Number(match[1])] : [];
  });
  return versions.sort((a, b) => a - b);
}

/** The oldest checkpoint from which the remaining commits lead on; none needed when version 0 is there. */
function baseCheckpoint(commits: readonly number[], checkpoints: readonly number[]): number | undefined {
  const first = commits[0] ?? Number.POSITIVE_INFINITY;
  return first === 0
    ? undefined
    : checkpoints.find((version) => version >= first - 1 || commits.length === 0);
}

async function applyCheckpoint(
  tableDir: string,
  version: number,
  state: LogState,
  connection: DuckDBConnection,
): Promise<void> {
  const file = join(tableDir, '_delta_log', `${String(version).padStart(20, '0')}.checkpoint.parquet`);
  const rows = await connection.runAndReadAll(
    `SELECT "add".path AS path, "add".size AS size, txn.appId AS app, txn.version AS position FROM read_parquet(${quoted(file)})
     WHERE "add" IS NOT NULL OR txn IS NOT NULL`,
  );
  for (const row of rows.getRowObjectsJS() as Record<string, unknown>[]) {
    if (row.path !== null)
      state.active.set(String(row.path), {
        add: { path: String(row.path), size: Number(row.size) },
        version,
      });
    if (row.app !== null) state.positions.set(String(row.app), Number(row.position));
  }
}

async function applyCommit(tableDir: string, version: number, state: LogState): Promise<string | null> {
  const file = join(tableDir, '_delta_log', `${String(version).padStart(20, '0')}.json`);
  const text = await readFile(file, 'utf8');
  try {
    const actions = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    if (actions.length === 0) return 'the commit is empty';
    const at = (await stat(file)).mtimeMs;
    for (const action of actions) applyAction(action, { version, at }, state);
    return null;
  } catch (error) {
    return `the commit cannot be read: ${(error as Error).message}`;
  }
}

function applyAction(
  action: Record<string, unknown>,
  { version, at }: { version: number; at: number },
  state: LogState,
): void {
  const { add, remove, txn } = action as {
    add?: AddAction;
    remove?: { path: string; deletionTimestamp?: number };
    txn?: { appId: string; version: number };
  };
  if (add) state.active.set(add.path, { add, version });
  if (remove) {
    state.active.delete(remove.path);
    state.letGo.push({ path: remove.path, version, at: remove.deletionTimestamp ?? at });
  }
  if (txn) {
    state.positions.set(txn.appId, txn.version);
    state.progress.push({ version, at, appId: txn.appId, position: txn.version });
  }
}

async function look(tableDir: string, add: AddAction, version: number): Promise<LoggedFile> {
  const path = join(tableDir, decodeURIComponent(add.path));
  const found = await stat(path).catch(ifMissing<undefined>(undefined));
  const checksum = add.tags?.['lakequake.sha256'] ?? null;
  return {
    path,
    version,
    sizeBytes: add.size,
    actualBytes: found?.size ?? null,
    checksum,
    actualChecksum: checksum === null || found === undefined ? null : await sha256(path),
  };
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

function ifMissing<T>(fallback: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return fallback;
    throw error;
  };
}
