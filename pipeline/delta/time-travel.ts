// A table as it was: at a version or at a moment, and the commits between two versions. The time of a version is the
// modification time of its commit file, made to grow strictly, which is what Spark does without in-commit timestamps.

import type { Action, AddFile, CommitInfo } from './actions.ts';
import { DeltaError } from './errors.ts';
import {
  type LogListing,
  listLog,
  loadState,
  newestVersion,
  oldestVersion,
  readCommit,
} from './log-segment.ts';
import type { DeltaPorts } from './ports.ts';
import { checkReadable } from './protocol.ts';
import { freeze, type TableSnapshot } from './snapshot.ts';
import { currentSnapshot, type TableLog } from './table-log.ts';

export interface VersionTime {
  readonly version: number;
  readonly timeMs: number;
}

/** Rows that arrived with one commit. */
export interface CommitFiles {
  readonly version: number;
  readonly files: readonly AddFile[];
  /** Files the commit removed as a change of data; a source that only appends never has any. */
  readonly removedFiles: number;
}

export interface HistoryEntry {
  readonly version: number;
  readonly commitInfo: CommitInfo;
}

/** The snapshot of a version; `version-missing` or `version-gone` when there is none (any more). */
export async function snapshotAt(
  ports: DeltaPorts,
  tablePath: string,
  version: number,
): Promise<TableSnapshot> {
  const state = await loadState(ports, tablePath, await listLog(ports, tablePath), version);
  // A feature may have been dropped since: the version of then still needs it.
  checkReadable(tablePath, state);
  return freeze(state);
}

/** The version that was current at a moment; `version-gone` when that is before the oldest one kept. */
export async function versionAt(ports: DeltaPorts, tablePath: string, timeMs: number): Promise<number> {
  const listing = await listLog(ports, tablePath);
  const found = versionTimes(listing).findLast((one) => one.timeMs <= timeMs);
  if (found) return found.version;
  if (newestVersion(listing) < 0) {
    throw new DeltaError('table-missing', `there is no Delta table at ${tablePath}`, {
      context: { table: tablePath },
      hint: 'Check the path: a table is the folder that holds `_delta_log`.',
    });
  }
  throw new DeltaError(
    'version-gone',
    `${tablePath} keeps no version from ${new Date(timeMs).toISOString()}`,
    {
      context: { table: tablePath, timeMs, oldest: oldestVersion(listing) },
      hint: `Ask for a later time, or for version ${oldestVersion(listing)}, the oldest that is kept.`,
    },
  );
}

/** Versions that can be rebuilt and have a commit file, with strictly growing times. */
export function versionTimes(listing: LogListing): VersionTime[] {
  const oldest = oldestVersion(listing);
  let last = Number.NEGATIVE_INFINITY;
  return listing.commits
    .filter((commit) => commit.version >= oldest)
    .map(({ version, modifiedMs }) => {
      last = Math.max(modifiedMs, last + 1);
      return { version, timeMs: last };
    });
}

/**
 * The files that brought new rows after one version up to and including another, commit by commit, without those that
 * compaction rewrote. From -1 on a table whose early log was cleaned, the first entry is the snapshot as a whole.
 */
export async function addedFiles(
  log: TableLog,
  fromExclusive: number,
  toInclusive: number,
): Promise<CommitFiles[]> {
  const commits: CommitFiles[] = [];
  for (let version = fromExclusive + 1; version <= toInclusive; version++) {
    const actions = await commitActions(log, version);
    if (actions) commits.push(filesOf(version, actions));
    else if (fromExclusive === -1) return [await everything(log, toInclusive)];
    else throw gone(log, version);
  }
  return commits;
}

/** What each commit says of itself, oldest first. */
export async function history(
  log: TableLog,
  fromInclusive: number,
  toInclusive: number,
): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for (let version = fromInclusive; version <= toInclusive; version++) {
    const actions = await commitActions(log, version);
    if (!actions) throw gone(log, version);
    const info = actions.find((action) => 'commitInfo' in action);
    entries.push({ version, commitInfo: info?.commitInfo ?? {} });
  }
  return entries;
}

async function commitActions(log: TableLog, version: number): Promise<readonly Action[] | undefined> {
  return log.recent.get(version) ?? (await readCommit(log.ports, log.path, version));
}

function filesOf(version: number, actions: readonly Action[]): CommitFiles {
  const files = actions.flatMap((action) => ('add' in action && action.add.dataChange ? [action.add] : []));
  const removedFiles = actions.filter((action) => 'remove' in action && action.remove.dataChange).length;
  return { version, files, removedFiles };
}

async function everything(log: TableLog, version: number): Promise<CommitFiles> {
  const snapshot =
    version === log.state.version ? currentSnapshot(log) : await snapshotAt(log.ports, log.path, version);
  return { version, files: [...snapshot.files.values()], removedFiles: 0 };
}

function gone(log: TableLog, version: number): DeltaError {
  const ahead = version > log.state.version;
  return new DeltaError(
    ahead ? 'version-missing' : 'version-gone',
    ahead ? `${log.path} has no version ${version} yet` : `commit ${version} of ${log.path} was cleaned up`,
    {
      context: { table: log.path, version, tableVersion: log.state.version },
      hint: 'Start again from a snapshot: a reader this far behind cannot continue from the log.',
    },
  );
}
