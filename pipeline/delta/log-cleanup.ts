// Log clean-up: commits and checkpoints that lie behind a checkpoint and are older than the log's retention go. The
// checkpoint that stays keeps its own JSON commit, so that Spark can travel to that version. A crash half way leaves a
// log whose versions are either readable or plainly gone.

import { commitPath, logDirectory } from './log-names.ts';
import { type LogListing, listLog, loadState, oldestVersion } from './log-segment.ts';
import type { DeltaPorts } from './ports.ts';
import { versionTimes } from './time-travel.ts';

export interface CleanedLog {
  /** The oldest version that can still be rebuilt. */
  readonly oldestVersion: number;
  readonly removedCommits: number;
  readonly removedCheckpoints: number;
}

/** Cleans up behind the newest checkpoint whose earlier commits are all older than `retentionMs`. */
export async function cleanLog(
  ports: DeltaPorts,
  tablePath: string,
  retentionMs: number,
): Promise<CleanedLog> {
  const listing = await listLog(ports, tablePath);
  const keepFrom = firstKept(listing, ports.now() - retentionMs);
  const checkpoints = listing.checkpoints.filter((one) => one.version < keepFrom);
  const commits = listing.commits.filter((one) => one.version < keepFrom);
  if (commits.length > 0) await checkReadable(ports, tablePath, listing, keepFrom);
  // Checkpoints first, then commits in ascending order: a version is never left with a checkpoint but without the
  // commits after it, and a sleeping writer finds its own last commit gone.
  for (const checkpoint of checkpoints) {
    for (const name of checkpoint.names) await ports.storage.remove(`${logDirectory(tablePath)}/${name}`);
  }
  for (const { version } of commits) await ports.storage.remove(commitPath(tablePath, version));
  return { oldestVersion: keepFrom, removedCommits: commits.length, removedCheckpoints: checkpoints.length };
}

/** Behind an unreadable checkpoint the commits are the only truth left: then nothing may be removed. */
async function checkReadable(
  ports: DeltaPorts,
  tablePath: string,
  listing: LogListing,
  version: number,
): Promise<void> {
  const checkpoints = listing.checkpoints.filter((one) => one.version === version);
  await loadState(ports, tablePath, { commits: [], checkpoints }, version);
}

function firstKept(listing: LogListing, cutoffMs: number): number {
  const times = new Map(versionTimes(listing).map((one) => [one.version, one.timeMs]));
  const commitVersions = new Set(listing.commits.map((one) => one.version));
  const candidate = listing.checkpoints.findLast(({ version }) => {
    const before = times.get(version - 1);
    // Without its own JSON commit a checkpoint must not become the oldest version.
    return commitVersions.has(version) && (before === undefined || before < cutoffMs);
  });
  return candidate?.version ?? Math.max(0, oldestVersion(listing));
}
