// Series for the Metrics view: what was measured, once a second, each with the times of the measurements. A value that was
// not known then is null, which a chart draws as a gap.
import { z } from 'zod';

export const METRIC_GROUPS = [
  'throughput',
  'lag',
  'freshness',
  'latency',
  'event-time',
  'replication',
  'quality',
  'batches',
  'files',
  'processes',
  'truth',
] as const;
export type MetricGroup = (typeof METRIC_GROUPS)[number];

export const metricsQuerySchema = z.strictObject({
  /** Only points after this time; ten minutes back unless told. */
  since: z.coerce.number().min(0).optional(),
  until: z.coerce.number().min(0).optional(),
  group: z.enum(METRIC_GROUPS).optional(),
  /** At most so many points; more are averaged, and a stretch without a value stays without. */
  points: z.coerce.number().int().min(10).max(3_600).default(600),
});
export type MetricsQuery = z.infer<typeof metricsQuerySchema>;

export const seriesSchema = z.object({
  name: z.string(),
  group: z.enum(METRIC_GROUPS),
  help: z.string(),
  unit: z.enum(['seconds', 'bytes', 'records', 'events', 'rows', 'ratio', 'per-second', 'count']),
  labels: z.record(z.string(), z.string()),
  /** One for each of `at`. */
  values: z.array(z.number().nullable()),
});
export type Series = z.infer<typeof seriesSchema>;

export const metricsSchema = z.object({
  at: z.array(z.number()),
  series: z.array(seriesSchema),
  /** Which run the points from a time on belong to. */
  runs: z.array(z.object({ id: z.string(), from: z.number() })),
  faults: z.array(
    z.object({ id: z.string(), label: z.string(), from: z.number(), to: z.number().nullable() }),
  ),
});
export type Metrics = z.infer<typeof metricsSchema>;
