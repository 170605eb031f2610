// partition-silent: a partition that had events gets none any more while the others go on. An event-time watermark that waits for it
// stands still.
import { partitionGrowth } from '../partition-growth.ts';
import { clusterOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'partition-silent',
  title: 'A partition has fallen silent',
  notices: 'fault',
  limits: { windowMs: 5_000, atLeastEvents: 50, atLeastPartitions: 3 },
  evaluate(view, { windowMs, atLeastEvents, atLeastPartitions }): Firing[] {
    const grown = partitionGrowth(view, windowMs);
    const middle = grown.map(([, events]) => events).sort((a, b) => a - b)[Math.floor(grown.length / 2)] ?? 0;
    if (grown.length < atLeastPartitions || middle < atLeastEvents) return [];
    const ends = clusterOf(view.now)?.endOffsets ?? {};
    return grown
      .filter(([partition, events]) => events === 0 && Number(ends[partition]) > 0)
      .map(([partition]) => ({
        subject: `partition ${partition}`,
        value: middle,
        says: `partition ${partition} has got nothing for ${windowMs / 1000} s; half of the others got ${middle} events or more`,
      }));
  },
});
