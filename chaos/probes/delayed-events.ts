// How many events were sent out of the order of their times: at least so much older than one sent before them to the same partition.
// Not "sent long after they happened": a slow machine would look like a fault. Reads the whole ledger.

import { readLedger } from '../../pipeline/source/ledger/ledger-reader.ts';
import type { System } from '../drivers/system.ts';

/** Events at least `delayMs` behind the newest event sent to their partition before them. */
export async function delayedEvents({ run }: Pick<System, 'run'>, delayMs: number): Promise<number> {
  const newest = new Map<number, number>();
  let delayed = 0;
  for await (const line of readLedger(run.spec.ledgerFile)) {
    if (line.t !== 'intent') continue;
    for (const time of line.time) {
      if (time === null) continue;
      const before = newest.get(line.p) ?? time;
      if (before - time >= delayMs) delayed++;
      newest.set(line.p, Math.max(before, time));
    }
  }
  return delayed;
}
