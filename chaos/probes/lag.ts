// How long the oldest record not yet in bronze has waited, in ms; undefined when a partition is reported by nobody.
import { positionsOf } from '../../pipeline/observe/readings.ts';
import type { MetricSnapshot } from '../../pipeline/observe/snapshot.ts';

/** The worst partition's lag; undefined while any is unknown. */
export function worstLagMs(snapshot: MetricSnapshot, partitions: number): number | undefined {
  const positions = positionsOf(snapshot);
  if (positions.length < partitions) return undefined;
  return positions.reduce<number | undefined>(
    (worst, { lagMs }) => (worst === undefined || lagMs === null ? undefined : Math.max(worst, lagMs)),
    0,
  );
}
