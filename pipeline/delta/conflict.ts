// Whether a transaction may still be committed after others landed since it was prepared. Pure: given the transaction,
// what has landed and the state after it. Appends never conflict with appends; positions must match exactly.
// https://github.com/delta-io/delta/blob/master/PROTOCOL.md#writer-requirements

import { type Action, decodedPath } from './actions.ts';
import { DeltaError } from './errors.ts';
import type { TableState } from './snapshot.ts';

export interface ExpectedTransaction {
  readonly appId: string;
  /** The version that must be stored now; undefined when the application has never written. */
  readonly expected: number | undefined;
  readonly version: number;
}

/** Throws `txn-mismatch` unless every application's stored version equals what the transaction expects. */
export function checkTransactions(state: TableState, transactions: readonly ExpectedTransaction[]): void {
  for (const { appId, expected, version } of transactions) {
    const found = state.transactions.get(appId)?.version;
    if (found === expected) continue;
    throw new DeltaError(
      'txn-mismatch',
      `${appId} stands at ${found ?? 'nothing'}, expected ${expected ?? 'nothing'}`,
      {
        context: { appId, expected, found, wanted: version, tableVersion: state.version },
        hint: 'Refresh, read the position again and continue from there: another writer moved it.',
      },
    );
  }
}

/** Throws `concurrent-delete` when a file to be removed is not active any more. */
export function checkRemovals(state: TableState, removes: readonly string[]): void {
  for (const path of removes) {
    if (state.files.has(path)) continue;
    throw new DeltaError('concurrent-delete', `${path} is not in the table at version ${state.version}`, {
      context: { path, tableVersion: state.version },
      hint: 'Refresh and plan again: another writer removed it.',
    });
  }
}

/** Throws when a commit that landed in between forbids this one. `state` already includes that commit. */
export function checkAgainst(
  winner: readonly Action[],
  winnerVersion: number,
  ours: { readonly readsWholeTable: boolean; readonly adds: readonly { readonly path: string }[] },
): void {
  const addedPaths = new Set(ours.adds.map((add) => decodedPath(add.path)));
  for (const action of winner) {
    if ('protocol' in action) throw landed('protocol-changed', 'the protocol changed', winnerVersion);
    if ('metaData' in action) throw landed('metadata-changed', 'schema or settings changed', winnerVersion);
    if (!('add' in action)) continue;
    if (ours.readsWholeTable && action.add.dataChange) {
      throw landed('concurrent-append', 'rows were added', winnerVersion);
    }
    if (addedPaths.has(decodedPath(action.add.path))) {
      throw landed('duplicate-add', `${action.add.path} was already added`, winnerVersion);
    }
  }
}

function landed(
  code: 'protocol-changed' | 'metadata-changed' | 'concurrent-append' | 'duplicate-add',
  what: string,
  version: number,
): DeltaError {
  return new DeltaError(code, `${what} in version ${version}, which landed first`, {
    context: { winner: version },
    hint: 'Refresh and prepare the transaction again.',
  });
}
