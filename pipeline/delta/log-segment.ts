// Which log files make up a version: the newest usable checkpoint and the commits after it. Reads the folder's names
// once; a hole in the commits is an error, never skipped over.

import { type Action, parseActions } from './actions.ts';
import { DeltaError } from './errors.ts';
import { checkpointOf, commitPath, commitVersionOf, isV2Checkpoint, logDirectory } from './log-names.ts';
import type { DeltaPorts } from './ports.ts';
import { applyActions, emptyState, type TableState } from './snapshot.ts';

export interface LogCommit {
  readonly version: number;
  readonly modifiedMs: number;
}

export interface LogCheckpoint {
  readonly version: number;
  /** Names of its files, in order of the parts. */
  readonly names: readonly string[];
}

export interface LogListing {
  /** Ascending. */
  readonly commits: readonly LogCommit[];
  /** Complete ones only, ascending. */
  readonly checkpoints: readonly LogCheckpoint[];
  /** There are checkpoints of a kind that we cannot read. */
  readonly hasV2Checkpoints?: boolean;
}

/** One look at the `_delta_log` folder. */
export async function listLog(ports: DeltaPorts, tablePath: string): Promise<LogListing> {
  const files = await ports.storage.list(logDirectory(tablePath));
  const commits: LogCommit[] = [];
  const parts = new Map<string, string[]>();
  for (const { name, modifiedMs } of files) {
    const version = commitVersionOf(name);
    if (version !== undefined) commits.push({ version, modifiedMs });
    const part = checkpointOf(name);
    if (!part) continue;
    const key = `${part.version}/${part.parts}`;
    parts.set(key, [...(parts.get(key) ?? []), name]);
  }
  const hasV2Checkpoints = files.some(({ name }) => isV2Checkpoint(name));
  return { commits, checkpoints: completeCheckpoints(parts), ...(hasV2Checkpoints && { hasV2Checkpoints }) };
}

function completeCheckpoints(parts: ReadonlyMap<string, string[]>): LogCheckpoint[] {
  const complete: LogCheckpoint[] = [];
  for (const [key, names] of parts) {
    const [version, count] = key.split('/').map(Number);
    if (names.length === count) complete.push({ version: version!, names });
  }
  return complete.sort((left, right) => left.version - right.version);
}

/** The newest version a listing knows, or -1 for no table. */
export function newestVersion(listing: LogListing): number {
  return Math.max(listing.commits.at(-1)?.version ?? -1, listing.checkpoints.at(-1)?.version ?? -1);
}

/**
 * The state at `version` (the newest when undefined), from the newest checkpoint at or before it that can be read.
 * Throws `version-missing`, `version-gone`, `log-gap`, `corrupt-commit` or `corrupt-checkpoint`.
 */
export async function loadState(
  ports: DeltaPorts,
  tablePath: string,
  listing: LogListing,
  version: number = newestVersion(listing),
): Promise<TableState> {
  if (version < 0 || version > newestVersion(listing)) throw missing(tablePath, listing, version);
  let unreadable: unknown;
  for (const checkpoint of listing.checkpoints.filter((one) => one.version <= version).reverse()) {
    try {
      const state = emptyState();
      applyActions(state, checkpoint.version, await readCheckpoint(ports, tablePath, checkpoint));
      return await replay(ports, tablePath, state, version);
    } catch (error) {
      // An older checkpoint, or the whole log, gives the same state; only damage to all of them is fatal.
      if (!(error instanceof DeltaError) || error.code !== 'corrupt-checkpoint') throw error;
      unreadable ??= error;
    }
  }
  if (listing.commits[0]?.version !== 0 && listing.hasV2Checkpoints) throw onlyV2Checkpoints(tablePath);
  if (listing.commits[0]?.version !== 0) throw unreadable ?? gone(tablePath, listing, version);
  return replay(ports, tablePath, emptyState(), version);
}

async function readCheckpoint(
  ports: DeltaPorts,
  tablePath: string,
  checkpoint: LogCheckpoint,
): Promise<Action[]> {
  const actions: Action[] = [];
  for (const name of checkpoint.names) {
    try {
      for (const action of await ports.parquet.readCheckpoint(`${logDirectory(tablePath)}/${name}`)) {
        actions.push(action);
      }
    } catch (cause) {
      throw new DeltaError(
        'corrupt-checkpoint',
        `checkpoint ${checkpoint.version} of ${tablePath} cannot be read`,
        {
          cause,
          context: { table: tablePath, version: checkpoint.version, name },
          hint: 'Delete the damaged checkpoint if all its JSON commits are still there; it will be written again.',
        },
      );
    }
  }
  return actions;
}

async function replay(
  ports: DeltaPorts,
  tablePath: string,
  state: TableState,
  to: number,
): Promise<TableState> {
  for (let version = state.version + 1; version <= to; version++) {
    applyActions(state, version, await readKnownCommit(ports, tablePath, version));
  }
  return state;
}

/** The actions of one commit, or undefined when it does not exist (yet, or any more). */
export async function readCommit(
  ports: DeltaPorts,
  tablePath: string,
  version: number,
): Promise<Action[] | undefined> {
  const bytes = await ports.storage.read(commitPath(tablePath, version));
  return bytes === undefined ? undefined : parseActions(new TextDecoder().decode(bytes), version);
}

/** The actions of a commit that must exist; `log-gap` when it does not. */
export async function readKnownCommit(
  ports: DeltaPorts,
  tablePath: string,
  version: number,
): Promise<Action[]> {
  const actions = await readCommit(ports, tablePath, version);
  if (actions) return actions;
  throw new DeltaError('log-gap', `commit ${version} of ${tablePath} is missing between its neighbours`, {
    context: { table: tablePath, version },
    hint: 'Restore the file: a log with a hole has lost data.',
  });
}

/** The oldest version that can still be rebuilt. */
export function oldestVersion(listing: LogListing): number {
  if (listing.commits[0]?.version === 0) return 0;
  return listing.checkpoints[0]?.version ?? -1;
}

function onlyV2Checkpoints(tablePath: string): DeltaError {
  return new DeltaError('unsupported-feature', `cannot read table ${tablePath}: it uses v2Checkpoint`, {
    context: { table: tablePath, features: ['v2Checkpoint'] },
    hint: 'Drop it in Spark: ALTER TABLE … DROP FEATURE v2Checkpoint.',
  });
}

function missing(tablePath: string, listing: LogListing, version: number): DeltaError {
  const newest = newestVersion(listing);
  if (newest < 0) {
    return new DeltaError('table-missing', `there is no Delta table at ${tablePath}`, {
      context: { table: tablePath },
      hint: 'Check the path: a table is the folder that holds `_delta_log`.',
    });
  }
  return new DeltaError(
    'version-missing',
    `${tablePath} has no version ${version}; the newest is ${newest}`,
    {
      context: { table: tablePath, version, newest },
      hint: `Ask for a version up to ${newest}.`,
    },
  );
}

function gone(tablePath: string, listing: LogListing, version: number): DeltaError {
  const oldest = oldestVersion(listing);
  return new DeltaError(
    'version-gone',
    `version ${version} of ${tablePath} was cleaned up; the oldest is ${oldest}`,
    {
      context: { table: tablePath, version, oldest },
      hint: `Ask for version ${oldest} or a later one.`,
    },
  );
}
