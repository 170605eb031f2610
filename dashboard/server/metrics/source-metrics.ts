// Metrics of the source and of what it hears from Kafka.
import type { LabState } from '../../contract.ts';
import { type Metric, one, seconds, sourceReport } from './metric.ts';

const counter = (
  name: string,
  help: string,
  read: (report: NonNullable<ReturnType<typeof sourceReport>>) => number,
): Metric => ({
  name: `source_${name}_events_total`,
  group: 'throughput',
  unit: 'events',
  type: 'counter',
  help,
  read: (state) => {
    const report = sourceReport(state);
    return one(report === null ? null : read(report));
  },
});

const rate = (stage: string, read: (state: LabState) => number | null) => (state: LabState) => ({
  labels: { stage },
  value: read(state),
});

const tableRate = (name: string) =>
  rate(name, ({ tables }) => tables.find((table) => table.name === name)?.rowsPerSecond ?? null);

const STAGES = [
  rate('made', ({ source }) => source.madePerSecond),
  rate('acked', ({ source }) => source.ackedPerSecond),
  tableRate('bronze'),
  tableRate('silver'),
  tableRate('quarantine'),
];

export const sourceMetrics: Metric[] = [
  {
    name: 'stage_events_per_second',
    group: 'throughput',
    unit: 'per-second',
    type: 'gauge',
    pageOnly: true,
    help: 'Events that passed each stage, per second over the last seconds.',
    read: (state) => STAGES.map((stage) => stage(state)),
  },
  counter('made', 'Events made by the source since it started.', ({ made }) => made),
  counter('acked', 'Events acknowledged by Kafka since the source started.', ({ acked }) => acked),
  counter('failed', 'Events definitely refused by Kafka.', ({ failed }) => failed),
  counter('unknown', 'Events whose send ended without a certain answer.', ({ unknown }) => unknown),
  counter('dropped', 'Events the source gave up before sending.', ({ droppedAtSource }) => droppedAtSource),
  {
    name: 'source_open_events',
    group: 'throughput',
    unit: 'events',
    type: 'gauge',
    help: 'Events in sends that have no answer yet.',
    read: (state) => one(sourceReport(state)?.openEvents ?? null),
  },
  {
    name: 'source_ack_latency_seconds',
    group: 'latency',
    unit: 'seconds',
    type: 'gauge',
    help: 'Time from send to acknowledgement, over the last report.',
    read: (state) => [
      { labels: { quantile: '0.5' }, value: seconds(sourceReport(state)?.ackP50Ms) },
      { labels: { quantile: '0.99' }, value: seconds(sourceReport(state)?.ackP99Ms) },
    ],
  },
  {
    name: 'broker_ack_latency_seconds',
    group: 'latency',
    unit: 'seconds',
    type: 'gauge',
    help: '99th percentile of the time to an acknowledgement, by the broker that led at the time.',
    read: (state) =>
      Object.entries(sourceReport(state)?.ackP99MsByBroker ?? {}).map(([broker, ms]) => ({
        labels: { broker },
        value: ms / 1000,
      })),
  },
];
