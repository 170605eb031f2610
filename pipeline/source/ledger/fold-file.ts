// Folds a whole ledger file into what it says in the end; for tests, checkers' set-up and a source that resumes.
import { createLedgerFold, type LedgerFold } from './fold-ledger.ts';
import { readLedger } from './ledger-reader.ts';

/** The fold of every complete line of a file; empty when the file does not exist. */
export async function foldLedgerFile(file: string): Promise<LedgerFold> {
  const fold = createLedgerFold();
  for await (const line of readLedger(file)) fold.add(line);
  return fold;
}
