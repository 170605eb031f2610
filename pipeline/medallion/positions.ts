// Commits that move positions: data and position in one Delta commit, refused unless every stored position is the one the
// batch was built on. With lake.positionCheck off (naive) the move is made whatever is stored.
import { isDeltaError } from '../delta/errors.ts';
import type { DeltaTable } from '../delta/table.ts';
import type { CommitRequest, CommitResult } from '../delta/transaction.ts';

export interface Move {
  appId: string;
  /** What must be stored; undefined: nothing yet. */
  expected: number | undefined;
  version: number;
}

/** Commits data and moves; DeltaError `txn-mismatch` when another writer moved a position. */
export async function commitMoving(
  table: DeltaTable,
  request: Omit<CommitRequest, 'transactions'>,
  moves: readonly Move[],
  check: 'equal' | 'off',
): Promise<CommitResult> {
  if (check === 'equal') return table.commit({ ...request, transactions: moves });
  for (;;) {
    const transactions = moves.map((move) => ({ ...move, expected: table.transactionVersion(move.appId) }));
    try {
      return await table.commit({ ...request, transactions });
    } catch (error) {
      if (!isDeltaError(error, 'txn-mismatch')) throw error;
      await table.refresh();
    }
  }
}

/** Another writer was there first: forget what was planned, read the positions, plan again. */
export function isConflict(error: unknown): boolean {
  return (
    isDeltaError(error, 'txn-mismatch') ||
    isDeltaError(error, 'concurrent-delete') ||
    isDeltaError(error, 'concurrent-append') ||
    isDeltaError(error, 'metadata-changed')
  );
}
