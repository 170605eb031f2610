// duplicate-rate: events come more than once. Where they are left out nothing is counted twice; somebody still sends or reads them twice.
import { silverBetween } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'duplicate-rate',
  title: 'Events come more than once',
  notices: 'damage',
  limits: { rows: 0, windowMs: 10_000 },
  evaluate({ now, since, observe }, { rows, windowMs }): Firing[] {
    const first = since(windowMs).find((then) => silverBetween(now, then, observe) !== undefined);
    const silver = first && silverBetween(now, first, observe);
    if (silver === undefined) return [];
    const of = ({ repeated, doubled }: typeof silver.newer) => repeated + doubled;
    const value = of(silver.newer) - of(silver.older);
    if (value <= rows) return [];
    return [{ subject: 'silver', value, says: `${value} rows of the last seconds had been there before` }];
  },
});
