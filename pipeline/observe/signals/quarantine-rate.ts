// quarantine-rate: a share of the events is put aside.
import { ownerBetween } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'quarantine-rate',
  title: 'Many events go to quarantine',
  notices: 'damage',
  limits: { share: 0.01, windowMs: 5_000, atLeastEvents: 100, atLeastBad: 5 },
  evaluate({ now, before, observe }, { share, windowMs, atLeastEvents, atLeastBad }): Firing[] {
    const owner = ownerBetween(now, before(windowMs), observe);
    if (owner === undefined) return [];
    const grown = (table: string) =>
      (owner.newer.tables[table]?.rows ?? 0) - (owner.older.tables[table]?.rows ?? 0);
    const [good, bad] = [grown('silver'), grown('quarantine')];
    if (good + bad < atLeastEvents || bad < atLeastBad || bad / (good + bad) <= share) return [];
    const percent = Math.round((1000 * bad) / (good + bad)) / 10;
    const says = `${percent} % of the last ${good + bad} events went to quarantine`;
    return [{ subject: 'silver', value: bad / (good + bad), says }];
  },
});
