// consumer-stalled: a partition's position has not moved although there is something to read. (After Burrow: a window, not a threshold.)
// The end of the log comes from the cluster, because the processor's own lag stands still with the processor.
import { positionsOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'consumer-stalled',
  title: 'A consumer stands still',
  notices: 'fault',
  limits: { stalledMs: 5_000 },
  evaluate({ now, before }, { stalledMs }): Firing[] {
    const then = before(stalledMs);
    if (then === undefined || then.cluster === null) return [];
    const earlier = new Map(positionsOf(then).map(({ partition, position }) => [partition, position]));
    const ends = then.cluster.value.endOffsets;
    return positionsOf(now).flatMap(({ partition, position }) => {
      const waiting = Number(ends[String(partition)] ?? 0) - Number(position);
      if (earlier.get(partition) !== position || waiting <= 0) return [];
      const says = `partition ${partition} stands at ${position} for ${stalledMs / 1000} s, with ${waiting} records ahead`;
      return [{ subject: `partition ${partition}`, value: waiting, says }];
    });
  },
});
