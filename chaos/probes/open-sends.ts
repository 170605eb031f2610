// Sends without an outcome at this moment, from the ledger's tail.
import type { OpenSend } from '../drivers/ledger-tail.ts';
import type { System } from '../drivers/system.ts';

/** Read from the ledger’s tail at this moment; `since` is ms since the epoch. */
export function openSends({ ledger }: Pick<System, 'ledger'>): OpenSend[] {
  ledger.poll();
  return ledger.open();
}

/** Those that have been without an outcome for longer than so many ms. */
export function sendsOpenFor(system: Pick<System, 'ledger'>, forMs: number): OpenSend[] {
  const before = Date.now() - forMs;
  return openSends(system).filter(({ since }) => since < before);
}

/** `1, 4`: the partitions of these sends, each once. */
export function partitionsOf(sends: readonly OpenSend[]): string {
  return [...new Set(sends.map(({ partition }) => partition))].sort((a, b) => a - b).join(', ');
}
