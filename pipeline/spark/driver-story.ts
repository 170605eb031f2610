// What the driver has told so far, as the parts of a report that only it can know. What it has not told yet is null or absent, never zero.
// Keeps and counts; starts nothing.
import type { ProcessorReport, SilverFigures, StreamingQueryProgress } from '../contract/progress.ts';
import type { GoldView } from '../medallion/gold-query.ts';
import { rowGroup, silverFigures, varietyOf } from '../medallion/row-figures.ts';
import type { DriverEvent } from './driver-process.ts';
import { followedRecords } from './followed-records.ts';
import { fromSpark, kafkaPositions, storedAtMs } from './spark-progress.ts';

type Told<T extends DriverEvent['type']> = Extract<DriverEvent, { type: T }>;

export interface DriverStory {
  /** A batch of any query. */
  progress(raw: Record<string, unknown>): StreamingQueryProgress;
  silver(event: Told<'silver'>): void;
  gold(event: Told<'gold'>): void;
  memory(rssBytes: number): void;
  /** Next offset by partition; empty until the first batch of bronze. */
  positions(): ReadonlyMap<number, number>;
  goldView(): Omit<GoldView, 'openWindows'> & { openWindows: number | null };
  figures(): SilverFigures | undefined;
  counters(): Pick<ProcessorReport, 'lateDropped' | 'deduplicated' | 'revisedWindows'>;
  latencyMs(nowMs: number): ProcessorReport['latencyMs'];
  /** Of the driver and its JVM, bytes; 0 until it has been told, for the sum with our own. */
  rssBytes(): number;
}

export function driverStory(): DriverStory {
  const followed = followedRecords();
  const silver = silverFigures();
  let positions: ReadonlyMap<number, number> = new Map();
  let gold: Told<'gold'> | undefined;
  let rss = 0;
  let repeated = 0;

  function noteBronze(progress: StreamingQueryProgress): void {
    const [source] = progress.sources;
    positions = kafkaPositions(source?.endOffset ?? null);
    followed.bronze(storedAtMs(progress), kafkaPositions(source?.startOffset ?? null), positions);
  }

  return {
    progress(raw) {
      const progress = fromSpark(raw);
      if (progress.name === 'bronze') noteBronze(progress);
      return progress;
    },
    silver({ at, read, accepted, kept, repeated: left, doubled, groups, paths, produced }) {
      repeated += left;
      silver.add({
        read,
        rows: accepted,
        kept,
        deduplicated: left,
        doubled,
        groups: groups.map(rowGroup),
        paths: varietyOf(paths),
      });
      followed.silver(at, produced);
    },
    gold(event) {
      gold = event;
      followed.gold(event.at, byPartition(event.reached));
    },
    memory(rssBytes) {
      rss = rssBytes;
    },
    positions: () => positions,
    goldView: () => ({
      watermarkMs: gold?.watermarkMs ?? null,
      finalBeforeMs: gold?.finalBeforeMs ?? null,
      openWindows: gold?.openWindows ?? null,
      newestMs: byPartition(gold?.newestMs ?? {}),
      idle: (partition) => gold?.idle.includes(partition) ?? false,
      finished: gold?.finished ?? false,
    }),
    figures: silver.now,
    counters: () => ({
      lateDropped: gold?.lateDropped ?? 0,
      deduplicated: repeated,
      revisedWindows: gold?.revisedWindows ?? 0,
    }),
    latencyMs: followed.recent,
    rssBytes: () => rss,
  };
}

function byPartition(values: Readonly<Record<string, number>>): Map<number, number> {
  return new Map(Object.entries(values).map(([partition, value]) => [Number(partition), value]));
}
