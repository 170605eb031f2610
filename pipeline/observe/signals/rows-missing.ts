// rows-missing: silver has read rows of bronze that are now neither in silver nor in quarantine, and did not repeat others: they are gone.
import { ownerOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'rows-missing',
  title: 'Rows get lost between bronze and silver',
  notices: 'damage',
  limits: { rows: 0 },
  evaluate({ now, observe }, { rows }): Firing[] {
    const silver = ownerOf(now, observe)?.silver;
    if (silver === undefined) return [];
    const value = silver.read - silver.accepted - silver.quarantined - silver.repeated;
    if (value <= rows) return [];
    const says = `${value} of ${silver.read} rows that silver read are neither in silver nor in quarantine`;
    return [{ subject: 'silver', value, says }];
  },
});
