// late-drop-rate: a share of the events comes too late for its window, so gold shows too little.
import { ownerBetween } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'late-drop-rate',
  title: 'Events come too late for their window',
  notices: 'damage',
  limits: { share: 0.01, windowMs: 5_000, atLeastEvents: 100 },
  evaluate({ now, before, observe }, { share, windowMs, atLeastEvents }): Firing[] {
    const owner = ownerBetween(now, before(windowMs), observe);
    if (owner === undefined) return [];
    const { newer, older } = owner;
    const rows = (newer.tables.silver?.rows ?? 0) - (older.tables.silver?.rows ?? 0);
    const late = newer.lateDropped - older.lateDropped;
    if (rows < atLeastEvents || late / rows <= share) return [];
    const says = `${late} of the last ${rows} events came too late for their window`;
    return [{ subject: 'gold', value: late / rows, says }];
  },
});
