// How many events were sent at least so long after they happened, from the whole ledger (live runs only: there event time is made time).

import { readLedger } from '../../pipeline/source/ledger/ledger-reader.ts';
import type { System } from '../drivers/system.ts';

export async function delayedEvents({ run }: Pick<System, 'run'>, delayMs: number): Promise<number> {
  let delayed = 0;
  for await (const line of readLedger(run.spec.ledgerFile)) {
    if (line.t !== 'intent') continue;
    delayed += line.time.filter((time) => time !== null && line.at - time >= delayMs).length;
  }
  return delayed;
}
