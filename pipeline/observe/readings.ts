// Readings that several signals take from a snapshot. Pure; what is not known is undefined, never zero.
import type {
  PartitionPosition,
  ProcessorReport,
  SilverFigures,
  SourceReport,
} from '../contract/progress.ts';
import type { Settings } from '../contract/settings.ts';
import type { Aged, MetricSnapshot } from './snapshot.ts';

type Missing = Pick<Settings['observe'], 'whenMissing'>;

/** A report older than this is missing: nothing is known any more of what it told. */
export const MISSING_AFTER_MS = 2_000;

/** What a report told, while it may be believed; naively (`last-value`) for ever. */
function believed<T>(
  report: Aged<T> | null | undefined,
  { at }: Pick<MetricSnapshot, 'at'>,
  { whenMissing }: Missing,
): T | undefined {
  if (!report) return undefined;
  return whenMissing === 'last-value' || at - report.at <= MISSING_AFTER_MS ? report.value : undefined;
}

/** The source's report, while it may be believed. */
export function sourceOf(snapshot: MetricSnapshot, observe: Missing): SourceReport | undefined {
  return believed(snapshot.source, snapshot, observe);
}

/** The processors' reports that may be believed. */
export function processorsOf(snapshot: MetricSnapshot, observe: Missing): ProcessorReport[] {
  return Object.values(snapshot.processors).flatMap((report) => believed(report, snapshot, observe) ?? []);
}

export interface KnownPosition {
  /** When the report that tells it came. */
  at: number;
  position: PartitionPosition;
}

/** Every partition with the freshest report that speaks of it, however old that is. */
export function knownPositions(snapshot: MetricSnapshot): Map<number, KnownPosition> {
  const newest = new Map<number, KnownPosition>();
  for (const { at, value } of Object.values(snapshot.processors))
    for (const position of value.partitions)
      if (value.assigned.includes(position.partition) && (newest.get(position.partition)?.at ?? 0) < at)
        newest.set(position.partition, { at, position });
  return newest;
}

/** The freshest position of every partition. */
export function positionsOf(snapshot: MetricSnapshot): PartitionPosition[] {
  return [...knownPositions(snapshot).values()].map(({ position }) => position);
}

/** Positions whose report may be believed. */
export function believedPositions(snapshot: MetricSnapshot, observe: Missing): PartitionPosition[] {
  return [...knownPositions(snapshot).values()].flatMap(
    ({ at, position }) => believed({ at, value: position }, snapshot, observe) ?? [],
  );
}

/** The report of the processor that owns silver and gold (it holds partition 0), while it may be believed. */
export function ownerOf(snapshot: MetricSnapshot, observe: Missing): ProcessorReport | undefined {
  return processorsOf(snapshot, observe).find(({ assigned }) => assigned.includes(0));
}

/** The cluster's last answer, while it is not too old; reports of processes have nothing to do with it. */
export function clusterOf({ at, cluster }: MetricSnapshot) {
  return cluster !== null && at - cluster.at <= MISSING_AFTER_MS ? cluster.value : undefined;
}

/** True when the source still means to send. */
export function isSending(snapshot: MetricSnapshot): boolean {
  return snapshot.source !== null && snapshot.source.value.state !== 'done';
}

/** The owner's reports at two moments, when both are of the same process (its counters begin with it). */
export function ownerBetween(
  now: MetricSnapshot,
  then: MetricSnapshot | undefined,
  observe: Missing,
): { newer: ProcessorReport; older: ProcessorReport } | undefined {
  const newer = ownerOf(now, observe);
  const older = then && ownerOf(then, observe);
  return newer && older && newer.pid === older.pid ? { newer, older } : undefined;
}

/** Silver's figures at two moments of one process: what the batches between them were like is the difference. */
export function silverBetween(
  now: MetricSnapshot,
  then: MetricSnapshot | undefined,
  observe: Missing,
): { newer: SilverFigures; older: SilverFigures } | undefined {
  const owner = ownerBetween(now, then, observe);
  return owner?.newer.silver && owner.older.silver
    ? { newer: owner.newer.silver, older: owner.older.silver }
    : undefined;
}

/**
 * The first snapshot that shows a reading's present value, as far back as they go; `before` is false when no other value is known to have
 * been there before it.
 */
export function changedAt(
  snapshots: readonly MetricSnapshot[],
  read: (snapshot: MetricSnapshot) => number | undefined,
): { snapshot: MetricSnapshot; before: boolean } | undefined {
  const newest = snapshots.at(-1);
  const value = newest && read(newest);
  if (newest === undefined || value === undefined) return undefined;
  const other = snapshots.findLastIndex((snapshot) => read(snapshot) !== value);
  const previous = snapshots[other];
  return {
    snapshot: snapshots[other + 1]!,
    before: previous !== undefined && read(previous) !== undefined,
  };
}
