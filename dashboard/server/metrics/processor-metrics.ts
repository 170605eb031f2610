// Metrics of the processors: lag, event time, latency of events, batches, what silver's rows are like.
import type { LabState } from '../../contract.ts';
import { type Metric, one, owner, reports, type Sample, seconds } from './metric.ts';

/** A batch that began longer ago says nothing of now. */
const OLD_BATCH_MS = 10_000;

/** The positions of the partitions that somebody who speaks is assigned to. */
const positions = (state: LabState) =>
  reports(state).flatMap(({ report }) =>
    report.partitions.filter(({ partition }) => report.assigned.includes(partition)),
  );

const byPartition =
  (read: (one: ReturnType<typeof positions>[number]) => number | null) =>
  (state: LabState): Sample[] =>
    positions(state).map((position) => ({
      labels: { partition: String(position.partition) },
      value: read(position),
    }));

function batches(state: LabState) {
  return state.processors
    .filter(({ state: condition }) => condition === 'up')
    .flatMap(({ queries }) => Object.values(queries))
    .filter(({ timestamp }) => Math.abs(state.at - Date.parse(timestamp)) < OLD_BATCH_MS);
}

function latencySamples(state: LabState): Sample[] {
  const latency = owner(state)?.latencyMs;
  return (['bronze', 'silver', 'gold'] as const).flatMap((layer) => {
    const quantiles = latency?.[layer] ?? null;
    return [
      { labels: { layer, quantile: '0.5' }, value: seconds(quantiles?.p50) },
      { labels: { layer, quantile: '0.99' }, value: seconds(quantiles?.p99) },
    ];
  });
}

/** How far the watermark stands behind the newest event time seen. */
function watermarkDelay(state: LabState): number | null {
  const mark = owner(state)?.eventTimeWatermark ?? null;
  const newest = positions(state).flatMap(({ newestEventTime }) => newestEventTime ?? []);
  return mark === null || newest.length === 0 ? null : (Math.max(...newest) - mark) / 1000;
}

const counter = (
  name: string,
  help: string,
  read: (report: NonNullable<ReturnType<typeof owner>>) => number,
): Metric => ({
  name,
  group: 'quality',
  unit: 'events',
  type: 'counter',
  help,
  read: (state) => {
    const report = owner(state);
    return one(report === undefined ? null : read(report));
  },
});

export const processorMetrics: Metric[] = [
  {
    name: 'partition_lag_records',
    group: 'lag',
    unit: 'records',
    type: 'gauge',
    help: 'Records in the partition that are not in bronze yet.',
    read: byPartition(({ lagRecords }) => lagRecords),
  },
  {
    name: 'partition_lag_seconds',
    group: 'lag',
    unit: 'seconds',
    type: 'gauge',
    help: 'Age of the oldest record that is not in bronze yet.',
    read: byPartition(({ lagMs }) => seconds(lagMs)),
  },
  {
    name: 'event_latency_seconds',
    group: 'latency',
    unit: 'seconds',
    type: 'gauge',
    help: 'Time from produced to visible in a layer, for the events of the last report.',
    read: latencySamples,
  },
  {
    name: 'watermark_delay_seconds',
    group: 'event-time',
    unit: 'seconds',
    type: 'gauge',
    help: 'How far the event-time watermark stands behind the newest event time seen.',
    read: (state) => one(watermarkDelay(state)),
  },
  {
    name: 'open_windows',
    group: 'event-time',
    unit: 'count',
    type: 'gauge',
    help: 'Windows that are not final yet.',
    read: (state) => one(owner(state)?.openWindows ?? null),
  },
  counter('late_dropped_events_total', 'Events too late for their window.', (one) => one.lateDropped),
  counter('deduplicated_events_total', 'Rows left out as repeated.', (one) => one.deduplicated),
  {
    name: 'silver_null_ratio',
    group: 'quality',
    unit: 'ratio',
    type: 'gauge',
    help: 'Share of accepted rows without a value, by column, since the processor started.',
    read: (state) => {
      const silver = owner(state)?.silver;
      if (silver === undefined || silver.accepted === 0) return [];
      return Object.entries(silver.nulls).map(([column, nulls]) => ({
        labels: { column },
        value: nulls / silver.accepted,
      }));
    },
  },
  {
    name: 'batch_duration_seconds',
    group: 'batches',
    unit: 'seconds',
    type: 'gauge',
    help: 'How long the newest micro-batch took.',
    read: (state) =>
      batches(state).map(({ name, batchDuration }) => ({
        labels: { query: name },
        value: batchDuration / 1000,
      })),
  },
  {
    name: 'batch_input_rows',
    group: 'batches',
    unit: 'rows',
    type: 'gauge',
    help: 'Rows in the newest micro-batch.',
    read: (state) =>
      batches(state).map(({ name, numInputRows }) => ({ labels: { query: name }, value: numInputRows })),
  },
  {
    name: 'buffered_records',
    group: 'batches',
    unit: 'records',
    type: 'gauge',
    help: 'Records fetched and not yet in a batch.',
    read: (state) =>
      reports(state).map(({ name, report }) => ({
        labels: { processor: name },
        value: report.bufferedRecords,
      })),
  },
];
