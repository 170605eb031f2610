// Vacuum: removes data files that no retained version needs, files that were never committed, and what crashes left
// under temporary names. A version is retained if it was current at any moment within the retention time.
// Must never remove a file that a retained version reads, nor one that a writer may be about to commit.

import { decodedPath } from './actions.ts';
import { logDirectory } from './log-names.ts';
import { listLog, loadState, newestVersion, oldestVersion, readKnownCommit } from './log-segment.ts';
import type { DeltaPorts } from './ports.ts';
import { isTemporaryName, type StoredFile } from './storage.ts';
import { versionTimes } from './time-travel.ts';

export interface VacuumSettings {
  /** Versions current within this time stay readable. */
  readonly retentionMs: number;
  /** Temporary and never-committed files older than this are taken for abandoned. One hour unless set. */
  readonly abandonedAfterMs?: number;
  /** Report what would be removed and remove nothing. */
  readonly dryRun?: boolean;
}

export interface Vacuumed {
  readonly earliestRetainedVersion: number;
  /** Data files that only versions before the retained ones need. */
  readonly removedFiles: readonly string[];
  /** Data files of no commit at all, and temporary files. */
  readonly abandonedFiles: readonly string[];
  readonly freedBytes: number;
}

const ONE_HOUR_MS = 3_600_000;

/** Vacuums one table. Only files directly in the table's folder and its log folder are ever touched. */
export async function vacuumTable(
  ports: DeltaPorts,
  tablePath: string,
  settings: VacuumSettings,
): Promise<Vacuumed> {
  // The folder is read before the log: a file published and committed in between is then known to the log.
  const stored = await ports.storage.list(tablePath);
  const log = await readLog(ports, tablePath, settings.retentionMs);
  const abandonedBefore = ports.now() - (settings.abandonedAfterMs ?? ONE_HOUR_MS);
  const isAbandoned = (file: StoredFile): boolean => file.modifiedMs < abandonedBefore;
  const data = stored.filter((file) => isDataName(file.name) && !log.needed.has(file.name));
  const removed = data.filter((file) => log.removed.has(file.name));
  const orphans = data.filter((file) => !log.removed.has(file.name) && isAbandoned(file));
  const temporary = stored.filter((file) => isTemporaryName(file.name) && isAbandoned(file));
  const logTemporary = await abandonedIn(ports, logDirectory(tablePath), isAbandoned);
  const doomed = [...removed, ...orphans, ...temporary].map((file) => `${tablePath}/${file.name}`);
  const doomedInLog = logTemporary.map((file) => `${logDirectory(tablePath)}/${file.name}`);
  if (!settings.dryRun) for (const path of [...doomed, ...doomedInLog]) await ports.storage.remove(path);
  return {
    earliestRetainedVersion: log.earliestRetained,
    removedFiles: removed.map((file) => file.name),
    abandonedFiles: [...orphans, ...temporary, ...logTemporary].map((file) => file.name),
    freedBytes: [...removed, ...orphans, ...temporary, ...logTemporary].reduce(
      (sum, file) => sum + file.sizeBytes,
      0,
    ),
  };
}

function isDataName(name: string): boolean {
  return name.endsWith('.parquet') && !name.startsWith('.') && !name.startsWith('_');
}

async function abandonedIn(
  ports: DeltaPorts,
  directory: string,
  isAbandoned: (file: StoredFile) => boolean,
): Promise<StoredFile[]> {
  return (await ports.storage.list(directory)).filter(
    (file) => isTemporaryName(file.name) && isAbandoned(file),
  );
}

interface LogKnowledge {
  readonly earliestRetained: number;
  /** Decoded paths that some retained version reads. */
  readonly needed: ReadonlySet<string>;
  /** Decoded paths that the log says were removed (whether or not still needed). */
  readonly removed: ReadonlySet<string>;
}

async function readLog(ports: DeltaPorts, tablePath: string, retentionMs: number): Promise<LogKnowledge> {
  const listing = await listLog(ports, tablePath);
  const cutoffMs = ports.now() - retentionMs;
  const oldest = oldestVersion(listing);
  const current = versionTimes(listing).findLast((one) => one.timeMs <= cutoffMs)?.version ?? oldest;
  const earliestRetained = Math.max(oldest, current);
  const state = await loadState(ports, tablePath, listing, earliestRetained);
  const needed = new Set(state.files.keys());
  const removed = new Set(state.tombstones.keys());
  for (let version = earliestRetained + 1; version <= newestVersion(listing); version++) {
    for (const action of await readKnownCommit(ports, tablePath, version)) {
      if ('add' in action) needed.add(decodedPath(action.add.path));
      if ('remove' in action) removed.add(decodedPath(action.remove.path));
    }
  }
  return { earliestRetained, needed, removed };
}
