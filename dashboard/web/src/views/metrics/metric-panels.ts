// What the Metrics view draws: one small chart each, all over the same time. A panel takes one metric of the server; a new panel is a new
// entry here.
import type { Series } from '../../../../contract/metrics.ts';
import { count, duration, share } from '../../format/number.ts';
import { perMinute, type SeriesHistory } from './series-history.ts';

export interface Panel {
  id: string;
  title: string;
  /** One sentence for whoever meets the number for the first time. */
  means: string;
  metric: string;
  /** The label that tells its series apart. */
  by: string;
  only?: Record<string, string>;
  write: (value: number) => string;
  /** From the values measured to the values shown. */
  derive?: (at: readonly number[], values: readonly (number | null)[]) => (number | null)[];
  /** The y axis reaches at least so far, so that noise does not look like a catastrophe. */
  least: number;
}

const inSeconds = (value: number) => duration(value * 1000);
const perSecond = (value: number) => `${count(value)} /s`;
const inMegabytes = (value: number) => `${count(value / 1e6)} MB`;

export const PANELS: readonly Panel[] = [
  {
    id: 'throughput',
    title: 'throughput per stage',
    means: 'Events that passed each stage, per second.',
    metric: 'stage_events_per_second',
    by: 'stage',
    write: perSecond,
    least: 10,
  },
  {
    id: 'lag-records',
    title: 'lag in records',
    means: 'Records of a partition that are not in bronze yet.',
    metric: 'partition_lag_records',
    by: 'partition',
    write: count,
    least: 10,
  },
  {
    id: 'lag-seconds',
    title: 'lag in seconds',
    means: 'Age of the oldest record of a partition that is not in bronze yet.',
    metric: 'partition_lag_seconds',
    by: 'partition',
    write: inSeconds,
    least: 1,
  },
  {
    id: 'freshness',
    title: 'freshness per layer',
    means: 'Time since the newest commit of a table.',
    metric: 'table_freshness_seconds',
    by: 'table',
    write: inSeconds,
    least: 1,
  },
  {
    id: 'latency-p50',
    title: 'end-to-end latency, p50',
    means: 'Half of the events are visible in the layer sooner than this.',
    metric: 'event_latency_seconds',
    by: 'layer',
    only: { quantile: '0.5' },
    write: inSeconds,
    least: 1,
  },
  {
    id: 'latency-p99',
    title: 'end-to-end latency, p99',
    means: 'One event in a hundred takes longer than this to be visible.',
    metric: 'event_latency_seconds',
    by: 'layer',
    only: { quantile: '0.99' },
    write: inSeconds,
    least: 1,
  },
  {
    id: 'acks',
    title: 'ack latency',
    means: 'From send to the answer of Kafka, for 50 and for 99 of 100 sends.',
    metric: 'source_ack_latency_seconds',
    by: 'quantile',
    write: inSeconds,
    least: 0.1,
  },
  {
    id: 'watermark',
    title: 'watermark delay',
    means: 'How far the event-time watermark stands behind the newest event.',
    metric: 'watermark_delay_seconds',
    by: '',
    write: inSeconds,
    least: 10,
  },
  {
    id: 'isr',
    title: 'in-sync replicas',
    means: 'Copies of a partition that are up to date.',
    metric: 'partition_in_sync_replicas',
    by: 'partition',
    write: count,
    least: 3,
  },
  {
    id: 'nulls',
    title: 'null rate',
    means: 'Share of accepted rows without a value, by column.',
    metric: 'silver_null_ratio',
    by: 'column',
    write: share,
    least: 0.01,
  },
  {
    id: 'quarantine',
    title: 'quarantine rate',
    means: 'Share of the events that silver refused.',
    metric: 'quarantine_ratio',
    by: '',
    write: share,
    least: 0.01,
  },
  {
    id: 'batches',
    title: 'batch duration',
    means: 'How long the newest micro-batch of a query took.',
    metric: 'batch_duration_seconds',
    by: 'query',
    write: inSeconds,
    least: 0.5,
  },
  {
    id: 'files',
    title: 'data files',
    means: 'Files a reader of the newest version must open.',
    metric: 'table_files',
    by: 'table',
    write: count,
    least: 10,
  },
  {
    id: 'commits',
    title: 'commits per minute',
    means: 'New versions of a table; the growth of its version number.',
    metric: 'table_version',
    by: 'table',
    write: count,
    derive: perMinute,
    least: 10,
  },
  {
    id: 'lost',
    title: 'lost events',
    means: 'Acknowledged, passed by bronze, and not there. Only the ledger knows.',
    metric: 'ledger_lost_events',
    by: '',
    write: count,
    least: 10,
  },
  {
    id: 'memory',
    title: 'memory',
    means: 'Resident memory of the processes.',
    metric: 'process_resident_memory_bytes',
    by: 'process',
    write: inMegabytes,
    least: 1e8,
  },
];

export interface Line {
  name: string;
  values: (number | null)[];
}

const fits = ({ labels }: Series, only: Record<string, string> = {}) =>
  Object.entries(only).every(([label, value]) => labels[label] === value);

/** The lines of a panel, in the order of the pipeline where there is one. */
export function linesOf(panel: Panel, { at, series }: SeriesHistory): Line[] {
  return [...series.values()]
    .filter((one) => one.name === panel.metric && fits(one, panel.only))
    .map((one) => ({
      name: one.labels[panel.by] ?? panel.title,
      values: panel.derive ? panel.derive(at, one.values) : one.values,
    }));
}

/** Panels by the ids of the address; all of them when it names none that exists. */
export function shownPanels(ids: string | null): readonly Panel[] {
  const wanted = new Set((ids ?? '').split(','));
  const chosen = PANELS.filter(({ id }) => wanted.has(id));
  return chosen.length === 0 ? PANELS : chosen;
}
