// Metrics of the cluster as it describes itself, and of which parts are up. What it said more than three seconds ago is not now.
import type { LabState } from '../../contract.ts';
import { type Metric, one, reports, type Sample, sourceReport } from './metric.ts';

const OLD_MS = 3_000;

function partitions({ at, topic }: LabState): LabState['topic']['partitions'] {
  return topic.reportedAt !== null && at - topic.reportedAt <= OLD_MS ? topic.partitions : [];
}

const byPartition =
  (read: (one: LabState['topic']['partitions'][number]) => number | null) =>
  (state: LabState): Sample[] =>
    partitions(state).map((partition) => ({
      labels: { partition: String(partition.partition) },
      value: read(partition),
    }));

/** 1 up, 0 not; a part that is missing (nobody knows) has no sample. */
function upSamples(state: LabState): Sample[] {
  const sample = (component: string, { state: condition }: { state: string }): Sample => ({
    labels: { component },
    value: condition === 'missing' ? null : condition === 'up' || condition === 'finished' ? 1 : 0,
  });
  return [
    sample('source', state.source),
    sample('controller', state.controller),
    ...state.brokers.map((broker) => sample(`broker-${broker.id}`, broker)),
    ...state.proxies.map((proxy) => sample(`proxy-${proxy.brokerId}`, proxy)),
    ...state.processors.map((processor) => sample(processor.name, processor)),
  ];
}

export const clusterMetrics: Metric[] = [
  {
    name: 'partition_in_sync_replicas',
    group: 'replication',
    unit: 'count',
    type: 'gauge',
    help: 'Replicas in sync, by partition.',
    read: byPartition(({ isr }) => isr.length),
  },
  {
    name: 'partition_has_leader',
    group: 'replication',
    unit: 'count',
    type: 'gauge',
    help: '1 when the partition has a leader, 0 when it is offline.',
    read: byPartition(({ leader }) => (leader === null ? 0 : 1)),
  },
  {
    name: 'partition_log_end_offset',
    group: 'lag',
    unit: 'records',
    type: 'gauge',
    help: 'Next offset of the partition.',
    read: byPartition(({ logEndOffset }) => (logEndOffset === null ? null : Number(logEndOffset))),
  },
  {
    name: 'topic_min_insync_replicas',
    group: 'replication',
    unit: 'count',
    type: 'gauge',
    help: 'Replicas that must be in sync for a write with acks=all.',
    read: ({ topic }) => one(topic.minInsyncReplicas),
  },
  {
    name: 'component_up',
    group: 'processes',
    unit: 'count',
    type: 'gauge',
    help: '1 when the part runs, 0 when it is down, paused or stopped; absent when nobody knows.',
    read: upSamples,
  },
  {
    name: 'proxy_toxics',
    group: 'processes',
    unit: 'count',
    type: 'gauge',
    help: 'Toxics on the proxy of a broker.',
    read: ({ proxies }) =>
      proxies.map(({ brokerId, state, toxics }) => ({
        labels: { broker: String(brokerId) },
        value: state === 'up' ? toxics.length : null,
      })),
  },
  {
    name: 'process_resident_memory_bytes',
    group: 'processes',
    unit: 'bytes',
    type: 'gauge',
    help: 'Memory of the Node processes.',
    read: (state) => [
      { labels: { process: 'source' }, value: sourceReport(state)?.rssBytes ?? null },
      ...reports(state).map(({ name, report }) => ({ labels: { process: name }, value: report.rssBytes })),
    ],
  },
];
