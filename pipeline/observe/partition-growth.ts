// How many events came to each partition lately, by the end offsets the cluster tells. Pure.
import { clusterOf } from './readings.ts';
import type { SignalView } from './signal.ts';

/** Events within the window by partition; a partition without two known ends is absent. */
export function partitionGrowth(
  { now, before }: SignalView,
  windowMs: number,
): [partition: string, events: number][] {
  const then = before(windowMs);
  const [ends, earlier] = [clusterOf(now)?.endOffsets, then && clusterOf(then)?.endOffsets];
  return Object.entries(ends ?? {}).flatMap(([partition, end]) =>
    earlier?.[partition] === undefined ? [] : [[partition, Number(end) - Number(earlier[partition])]],
  );
}
