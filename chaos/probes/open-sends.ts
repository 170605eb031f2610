// Sends without an outcome at this moment, from the ledger's tail.
import type { OpenSend } from '../drivers/ledger-tail.ts';
import type { System } from '../drivers/system.ts';

export function openSends({ ledger }: Pick<System, 'ledger'>): OpenSend[] {
  ledger.poll();
  return ledger.open();
}
