// partition-skew: one partition takes most of the events, or nearly all of the lag: a hot key, or a consumer that cannot keep up with it.
import { lagsOf } from '../lag.ts';
import { partitionGrowth } from '../partition-growth.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'partition-skew',
  title: 'One partition takes most of the events',
  notices: 'fault',
  limits: {
    share: 0.5,
    atLeastPartitions: 3,
    windowMs: 5_000,
    atLeastEvents: 200,
    lagRecords: 3_000,
    timesOthers: 10,
  },
  evaluate(view, { share, atLeastPartitions, windowMs, atLeastEvents, lagRecords, timesOthers }): Firing[] {
    const grown = partitionGrowth(view, windowMs);
    const all = grown.reduce((sum, [, events]) => sum + events, 0);
    if (grown.length < atLeastPartitions) return [];
    const busy = all < atLeastEvents ? [] : grown.filter(([, events]) => events / all > share);
    if (busy.length > 0)
      return busy.map(([partition, events]) => ({
        subject: `partition ${partition}`,
        value: events / all,
        says: `partition ${partition} takes ${Math.round((100 * events) / all)} % of the events`,
      }));
    const lags = lagsOf(view).sort((a, b) => b.records - a.records);
    const [worst, next] = lags;
    if (!worst || !next || worst.records < lagRecords || worst.records < next.records * timesOthers)
      return [];
    const says = `${worst.records} records wait in partition ${worst.partition}, and at most ${next.records} in any other`;
    return [{ subject: `partition ${worst.partition}`, value: worst.records, says }];
  },
});
