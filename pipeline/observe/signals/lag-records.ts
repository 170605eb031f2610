// lag-records: many records of a partition wait to be read, and they are not getting fewer.
import { lagsOf } from '../lag.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'lag-records',
  title: 'Lag in records grows',
  notices: 'fault',
  limits: { records: 20_000, windowMs: 5_000 },
  evaluate(view, { records: limit, windowMs }): Firing[] {
    const then = view.before(windowMs);
    if (then === undefined) return [];
    const earlier = new Map(
      lagsOf({ ...view, now: then }).map(({ partition, records }) => [partition, records]),
    );
    return lagsOf(view).flatMap(({ partition, records }) =>
      records > limit && records >= (earlier.get(partition) ?? 0)
        ? [
            {
              subject: `partition ${partition}`,
              value: records,
              says: `${records} records of partition ${partition} wait, and it is not getting better`,
            },
          ]
        : [],
    );
  },
});
