// quarantine-rate: a growing share of the events is put aside.
import { ownerOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'quarantine-rate',
  title: 'Many events go to quarantine',
  notices: 'damage',
  limits: { share: 0.05, windowMs: 5_000, atLeastEvents: 100 },
  evaluate({ now, before, observe }, { share, windowMs, atLeastEvents }): Firing[] {
    const then = before(windowMs);
    const [newer, older] = [ownerOf(now, observe), then && ownerOf(then, observe)];
    if (newer === undefined || older === undefined || newer.pid !== older.pid) return [];
    const grown = (table: string) => (newer.tables[table]?.rows ?? 0) - (older.tables[table]?.rows ?? 0);
    const [good, bad] = [grown('silver'), grown('quarantine')];
    if (good + bad < atLeastEvents || bad / (good + bad) <= share) return [];
    const percent = Math.round((100 * bad) / (good + bad));
    return [
      {
        subject: 'silver',
        value: bad / (good + bad),
        says: `${percent} % of the last ${good + bad} events went to quarantine`,
      },
    ];
  },
});
