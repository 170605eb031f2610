// lag-records: many records of a partition wait to be read, and they are not getting fewer.
import { positionsOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'lag-records',
  title: 'Lag in records',
  limits: { records: 20_000, windowMs: 5_000 },
  evaluate({ now, before }, { records, windowMs }): Firing[] {
    const then = before(windowMs);
    if (then === undefined) return [];
    const earlier = new Map(positionsOf(then).map(({ partition, lagRecords }) => [partition, lagRecords]));
    return positionsOf(now).flatMap(({ partition, lagRecords }) =>
      lagRecords !== null && lagRecords > records && lagRecords >= (earlier.get(partition) ?? 0)
        ? [
            {
              subject: `partition ${partition}`,
              value: lagRecords,
              says: `${lagRecords} records of partition ${partition} wait, and it is not getting better`,
            },
          ]
        : [],
    );
  },
});
