// How far the consumers stand behind the log, by partition: the end of the log as the cluster tells it now, minus the position. (Naively,
// `observe.lagFrom: last-report`, what the consumer itself last told, which stands still with the consumer.) Pure.
import { believedPositions, clusterOf } from './readings.ts';
import type { SignalView } from './signal.ts';
import type { MetricSnapshot } from './snapshot.ts';

export interface PartitionLag {
  partition: number;
  records: number;
  /** How long the oldest unread record has waited; null while it cannot be known. */
  ms: number | null;
}

/** The lag of every partition whose position and end are known. */
export function lagsOf(view: SignalView): PartitionLag[] {
  const ends = view.observe.lagFrom === 'end-offset' ? clusterOf(view.now)?.endOffsets : undefined;
  return believedPositions(view.now, view.observe).flatMap(({ partition, position, lagRecords, lagMs }) => {
    const end = ends?.[String(partition)];
    if (end === undefined) return lagRecords === null ? [] : [{ partition, records: lagRecords, ms: lagMs }];
    const records = Math.max(0, Number(end) - Number(position));
    return [{ partition, records, ms: records === 0 ? 0 : waitedMs(view, partition, Number(position)) }];
  });
}

/** Time since the end of the log was last seen at or before the position: nothing beyond it was waiting then. */
function waitedMs({ now, since }: SignalView, partition: number, position: number): number | null {
  const snapshots = since(Number.POSITIVE_INFINITY);
  const end = (snapshot: MetricSnapshot) => snapshot.cluster?.value.endOffsets[partition];
  const idle = snapshots.findLast((snapshot) => Number(end(snapshot) ?? Number.NaN) <= position);
  const from = idle ?? snapshots.find((snapshot) => end(snapshot) !== undefined);
  return from?.cluster ? now.at - from.cluster.at : null;
}
