// Events acknowledged so far, from the ledger's tail: what schedules count by.
import type { System } from '../drivers/system.ts';

/** Read from the ledger’s tail at this moment. */
export function ackedEvents({ ledger }: Pick<System, 'ledger'>): number {
  ledger.poll();
  return ledger.acked;
}
