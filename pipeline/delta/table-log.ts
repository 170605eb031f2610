// The live end of one table's log: the newest state this process knows and the commits it saw last. Catching up reads
// only commits that are new. Every change of the state goes through here.

import type { Action } from './actions.ts';
import { commitPath } from './log-names.ts';
import { listLog, loadState, readCommit } from './log-segment.ts';
import type { DeltaPorts } from './ports.ts';
import { applyActions, freeze, type TableSnapshot, type TableState } from './snapshot.ts';

/** How many commits are remembered so that a streaming reader in the same process need not read them again. */
const REMEMBERED_COMMITS = 512;

export interface TableLog {
  readonly ports: DeltaPorts;
  readonly path: string;
  state: TableState;
  readonly recent: Map<number, readonly Action[]>;
  frozen: TableSnapshot | undefined;
}

/** Opens the log at its newest version. */
export async function openLog(ports: DeltaPorts, path: string): Promise<TableLog> {
  const state = await loadState(ports, path, await listLog(ports, path));
  freeze(state); // A log without protocol or metadata is refused here, not at the first use.
  return { ports, path, state, recent: new Map(), frozen: undefined };
}

/** Moves the state forward by one commit. */
export function advance(log: TableLog, version: number, actions: readonly Action[]): void {
  applyActions(log.state, version, actions);
  log.frozen = undefined;
  log.recent.set(version, actions);
  log.recent.delete(version - REMEMBERED_COMMITS);
}

/** Reads all commits that are new and hands each to `onCommit` once applied. */
export async function catchUp(
  log: TableLog,
  onCommit: (version: number, actions: readonly Action[]) => void = () => {},
): Promise<void> {
  const before = log.state.version;
  for (;;) {
    const version = log.state.version + 1;
    const actions = await readCommit(log.ports, log.path, version);
    if (!actions) break;
    advance(log, version, actions);
    onCommit(version, actions);
  }
  if (log.state.version === before && !(await stillInLog(log))) await reload(log);
}

/** False when our newest commit was cleaned up meanwhile: then an absent next commit proves nothing. */
export function stillInLog(log: TableLog): Promise<boolean> {
  return log.ports.storage.exists(commitPath(log.path, log.state.version));
}

/** Forgets what is known and reads the log afresh. */
export async function reload(log: TableLog): Promise<void> {
  log.state = await loadState(log.ports, log.path, await listLog(log.ports, log.path));
  log.recent.clear();
  log.frozen = undefined;
}

/** An immutable snapshot of the newest known version, made at most once per version. */
export function currentSnapshot(log: TableLog): TableSnapshot {
  log.frozen ??= freeze(log.state);
  return log.frozen;
}
