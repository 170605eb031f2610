// Readings that several signals take from a snapshot. Pure; what is not known is undefined, never zero.
import type { PartitionPosition, ProcessorReport } from '../contract/progress.ts';
import type { MetricSnapshot } from './snapshot.ts';

/** Every partition with the freshest report that speaks of it. */
export function positionsOf(snapshot: MetricSnapshot): PartitionPosition[] {
  const newest = new Map<number, { at: number; position: PartitionPosition }>();
  for (const { at, value } of Object.values(snapshot.processors))
    for (const position of value.partitions)
      if (value.assigned.includes(position.partition) && (newest.get(position.partition)?.at ?? 0) < at)
        newest.set(position.partition, { at, position });
  return [...newest.values()].map(({ position }) => position);
}

/** The report of the processor that owns silver and gold (it holds partition 0). */
export function ownerOf(snapshot: MetricSnapshot): ProcessorReport | undefined {
  return Object.values(snapshot.processors).find(({ value }) => value.assigned.includes(0))?.value;
}

/** Sum of a number over all processors' reports. */
export function sumOf(snapshot: MetricSnapshot, of: (report: ProcessorReport) => number): number {
  return Object.values(snapshot.processors).reduce((sum, { value }) => sum + of(value), 0);
}

/** True when the source still means to send. */
export function isSending(snapshot: MetricSnapshot): boolean {
  return snapshot.source !== null && snapshot.source.value.state !== 'done';
}
