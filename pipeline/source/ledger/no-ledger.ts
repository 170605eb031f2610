// A ledger that keeps nothing. Only the benchmark asks for it, to say what the real one costs: what was sent without a ledger can be
// judged by nobody, and a source that dies starts again from nothing.
import type { LedgerWriter } from './ledger-writer.ts';

export const NO_LEDGER: LedgerWriter = {
  off: true,
  append: async () => undefined,
  sizeBytes: 0,
  waitingLines: 0,
  close: async () => undefined,
};
