// What processes report, as pipeline/contract/progress.ts describes it: the same shapes as schemas, for the wire. TypeScript holds the two
// together; names of counts are those of that file.
import { z } from 'zod';
import type {
  ProcessorReport,
  SilverFigures,
  SourceReport,
  StreamingQueryProgress,
} from '../../pipeline/contract/progress.ts';

const time = z.number();
const timeOrNull = time.nullable();
const count = z.number().int();
const numberOrNull = z.number().nullable();

const quantilesSchema = z.object({ p50: z.number(), p99: z.number(), max: z.number(), count }).nullable();

export const sourceReportSchema = z.object({
  type: z.literal('source'),
  at: time,
  runId: z.string(),
  pid: count,
  made: count,
  acked: count,
  failed: count,
  unknown: count,
  droppedAtSource: count,
  openEvents: count,
  openSends: z.array(count),
  ackP50Ms: numberOrNull,
  ackP99Ms: numberOrNull,
  ackMeanMs: numberOrNull.exactOptional(),
  ackP99MsByBroker: z.record(z.string(), z.number()),
  targetRatePerSecond: numberOrNull,
  newestEventTime: timeOrNull,
  ledgerBytes: z.number(),
  rssBytes: z.number(),
  state: z.enum(['running', 'blocked', 'done']),
}) satisfies z.ZodType<SourceReport>;

export const silverFiguresSchema = z.object({
  read: count,
  accepted: count,
  quarantined: count,
  repeated: count,
  doubled: count,
  nulls: z.record(z.string(), count),
  bytesLog2: z.array(count),
  statusClasses: z.record(z.string(), count),
  formats: z.record(z.string(), count),
  paths: z.object({ sampled: count, different: count }),
}) satisfies z.ZodType<SilverFigures>;

export const processorReportSchema = z.object({
  type: z.literal('processor'),
  at: time,
  runId: z.string(),
  pid: count,
  name: z.string(),
  assigned: z.array(count),
  partitions: z.array(
    z.object({
      partition: count,
      position: z.string(),
      logEndOffset: z.string().nullable(),
      lagRecords: numberOrNull,
      lagMs: numberOrNull,
      newestEventTime: timeOrNull,
      idle: z.boolean(),
    }),
  ),
  bufferedRecords: count.nullable(),
  bufferedBytes: numberOrNull,
  eventTimeWatermark: timeOrNull,
  tables: z.record(
    z.string(),
    z.object({
      version: count,
      rows: count,
      files: count,
      committedAt: timeOrNull,
      columns: z.string().exactOptional(),
    }),
  ),
  lateDropped: count,
  silver: silverFiguresSchema.exactOptional(),
  deduplicated: count,
  revisedWindows: count,
  latencyMs: z.object({ bronze: quantilesSchema, silver: quantilesSchema, gold: quantilesSchema }),
  openWindows: count.nullable(),
  finalBefore: timeOrNull,
  rssBytes: z.number(),
  state: z.enum(['joining', 'running', 'stopped', 'finished']),
}) satisfies z.ZodType<ProcessorReport>;

/** One micro-batch, as Spark's StreamingQueryProgress tells it; the dashboard needs only this much of it. */
export const queryProgressSchema = z.object({
  name: z.string(),
  timestamp: z.string(),
  batchId: count,
  batchDuration: z.number(),
  numInputRows: count,
  inputRowsPerSecond: z.number(),
  processedRowsPerSecond: z.number(),
  durationMs: z.record(z.string(), z.number()),
});
export type QueryProgress = z.infer<typeof queryProgressSchema>;
// A full StreamingQueryProgress can be handed in as it is.
const _progressFits: (progress: StreamingQueryProgress) => QueryProgress = (progress) => progress;
void _progressFits;
