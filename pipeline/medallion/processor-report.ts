// What a processor tells control four times a second. Pure: everything it needs comes in.
import type { PartitionPosition, ProcessorReport, SilverFigures } from '../contract/progress.ts';
import type { TableName } from '../contract/tables.ts';
import { parseStatistics } from '../delta/statistics.ts';
import type { DeltaTable } from '../delta/table.ts';
import type { PartitionView } from '../kafka/feed.ts';
import { lagMs, lagRecords } from '../kafka/lag.ts';
import type { GoldView } from './gold-query.ts';

export interface ReportInput {
  nowMs: number;
  runId: string;
  name: string;
  assigned: readonly number[];
  views: readonly PartitionView[];
  logEnds: ReadonlyMap<number, { high: number }> | undefined;
  gold: Omit<GoldView, 'openWindows'> & { openWindows: number | null };
  held: { records: number | null; bytes: number | null };
  tables: ProcessorReport['tables'];
  counters: Pick<ProcessorReport, 'lateDropped' | 'deduplicated' | 'revisedWindows'>;
  silver: SilverFigures | undefined;
  latencyMs: ProcessorReport['latencyMs'];
  /** Memory of processes that work for this one. */
  childRssBytes?: number;
  storage: ProcessorReport['storage'];
  integrity: ProcessorReport['integrity'];
  state: ProcessorReport['state'];
}

function partitionPosition(view: PartitionView, input: ReportInput): PartitionPosition {
  const { partition, position } = view;
  const logEndOffset = input.logEnds?.get(partition)?.high ?? null;
  const lag = { position, logEndOffset, oldestHeldMs: view.oldestHeldMs, nowMs: input.nowMs };
  return {
    partition,
    position: String(position),
    logEndOffset: logEndOffset === null ? null : String(logEndOffset),
    lagRecords: lagRecords(lag),
    lagMs: lagMs(lag),
    newestEventTime: input.gold.newestMs.get(partition) ?? null,
    idle: input.gold.idle(partition),
  };
}

/** The report of one moment. */
export function processorReport(input: ReportInput): ProcessorReport {
  return {
    type: 'processor',
    at: input.nowMs,
    runId: input.runId,
    pid: process.pid,
    name: input.name,
    assigned: [...input.assigned],
    partitions: input.views.map((view) => partitionPosition(view, input)),
    bufferedRecords: input.held.records,
    bufferedBytes: input.held.bytes,
    eventTimeWatermark: input.gold.watermarkMs,
    tables: input.tables,
    ...input.counters,
    ...(input.silver ? { silver: input.silver } : {}),
    latencyMs: input.latencyMs,
    openWindows: input.gold.openWindows,
    finalBefore: input.gold.finalBeforeMs,
    rssBytes: process.memoryUsage.rss() + (input.childRssBytes ?? 0),
    ...(input.integrity ? { integrity: input.integrity } : {}),
    ...(input.storage ? { storage: input.storage } : {}),
    state: input.state,
  };
}

/** Rows, files and version of the tables, counted again only when a table has a new version. */
export function tableFigures(tables: Readonly<Record<TableName, DeltaTable>>) {
  const known: ProcessorReport['tables'] = {};
  return (nowMs: number): ProcessorReport['tables'] => {
    for (const [name, table] of Object.entries(tables)) {
      const before = known[name];
      if (before?.version === table.version) continue;
      const files = [...table.snapshot().files.values()];
      const rows = files.reduce((sum, file) => sum + (parseStatistics(file.stats)?.numRecords ?? 0), 0);
      known[name] = {
        version: table.version,
        rows,
        files: files.length,
        committedAt: before || table.version > 0 ? nowMs : null,
        columns: table.schema.fields.map(({ name: column, type }) => `${column} ${type}`).join(', '),
      };
    }
    return { ...known };
  };
}
