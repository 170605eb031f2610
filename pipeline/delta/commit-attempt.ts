// Putting a transaction into the log: put-if-absent on the next version, and after a lost race the whole check again
// against what landed. Must never report a commit that did not land, nor hide that it cannot know.

import { type Action, decodedPath, serializeActions } from './actions.ts';
import { checkAgainst } from './conflict.ts';
import { DeltaError } from './errors.ts';
import { commitPath } from './log-names.ts';
import { readCommit } from './log-segment.ts';
import { checkWritable } from './protocol.ts';
import type { TableState } from './snapshot.ts';
import { advance, catchUp, reload, stillInLog, type TableLog } from './table-log.ts';
import { actionsOf, type CommitRequest, type CommitResult, checkRequest } from './transaction.ts';

/** `overwrite` is the naive way of many home-made writers: next version, no check, plain write. */
export type CommitMode = 'put-if-absent' | 'overwrite';

/** Commits, or throws a DeltaError; only `commit-unknown` leaves open whether it landed. */
export async function commitTransaction(
  log: TableLog,
  request: CommitRequest,
  options: { readonly mode: CommitMode; readonly maxRetries: number },
): Promise<CommitResult> {
  checkWritable(log.path, log.state.protocol!, log.state.schema!, log.state.metadata!);
  if (options.mode === 'overwrite') return overwrite(log, request);
  await checkSinceRead(log, request);
  for (let retries = 0; retries <= options.maxRetries; retries++) {
    checkRequest(log.state, request);
    const actions = actionsOf(log.state, request, Math.floor(log.ports.now()));
    if (await tryCommit(log, actions)) return { version: log.state.version, retries };
    await catchUp(log, (version, winner) => checkAgainst(winner, version, shapeOf(request)));
  }
  throw new DeltaError(
    'contention',
    `${log.path}: another writer won ${options.maxRetries + 1} times in a row`,
    {
      context: { table: log.path, tableVersion: log.state.version },
      hint: 'Try again, or let fewer writers share the table: nothing was written.',
    },
  );
}

function shapeOf(request: CommitRequest): Parameters<typeof checkAgainst>[2] {
  return { readsWholeTable: request.readsWholeTable ?? false, adds: request.adds ?? [] };
}

/** A request prepared against an older version must also pass what landed since then. */
async function checkSinceRead(log: TableLog, request: CommitRequest): Promise<void> {
  for (
    let version = (request.readVersion ?? log.state.version) + 1;
    version <= log.state.version;
    version++
  ) {
    const winner = log.recent.get(version) ?? (await readCommit(log.ports, log.path, version));
    if (!winner) {
      throw new DeltaError('version-gone', `commit ${version}, landed since the read, was cleaned up`, {
        context: { version, readVersion: request.readVersion },
        hint: 'Refresh and prepare the transaction again.',
      });
    }
    checkAgainst(winner, version, shapeOf(request));
  }
}

async function tryCommit(log: TableLog, actions: readonly Action[]): Promise<boolean> {
  const version = log.state.version + 1;
  if (!(await putCommit(log, version, serializeActions(actions)))) return false;
  // A writer that slept through a log clean-up would land on a version that readers have long passed.
  if (!(await stillInLog(log)) && !(await landed(log, version, actions))) return false;
  if (log.state.version < version) advance(log, version, actions);
  return true;
}

async function putCommit(log: TableLog, version: number, text: string): Promise<boolean> {
  try {
    return await log.ports.storage.putIfAbsent(commitPath(log.path, version), text);
  } catch (cause) {
    if (cause instanceof DeltaError && cause.definite) throw cause;
    throw new DeltaError('commit-unknown', `commit ${version} of ${log.path} may or may not have landed`, {
      definite: false,
      cause,
      context: { table: log.path, version },
      hint: 'Refresh: the stored transaction version says whether it did.',
    });
  }
}

/** Whether the commit is part of the table as a fresh reader sees it; takes it back when it is not. */
async function landed(log: TableLog, version: number, actions: readonly Action[]): Promise<boolean> {
  await reload(log);
  if (holds(log.state, actions)) return true;
  await log.ports.storage.remove(commitPath(log.path, version));
  await reload(log);
  return false;
}

function holds(state: TableState, actions: readonly Action[]): boolean {
  return actions.every((action) => {
    if ('add' in action) {
      const path = decodedPath(action.add.path);
      return state.files.has(path) || state.tombstones.has(path);
    }
    if ('remove' in action) return !state.files.has(decodedPath(action.remove.path));
    if ('txn' in action) {
      const stored = state.transactions.get(action.txn.appId);
      return stored !== undefined && stored.version >= action.txn.version;
    }
    return true;
  });
}

async function overwrite(log: TableLog, request: CommitRequest): Promise<CommitResult> {
  // It looks which version is the newest, like everyone; between the look and the write another one may look, too.
  await catchUp(log);
  const version = log.state.version + 1;
  const actions = actionsOf(log.state, request, Math.floor(log.ports.now()));
  await log.ports.storage.put(commitPath(log.path, version), serializeActions(actions));
  advance(log, version, actions);
  return { version, retries: 0 };
}
