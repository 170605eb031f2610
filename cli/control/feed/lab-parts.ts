// The parts of the dashboard's state that come from processes and cluster: each with its state and when it was last heard.
// Nothing here remembers a number for a part that no longer speaks: an old report is handed on with its old time.
import type { LabState, PartState } from '../../../dashboard/contract.ts';
import type { ClusterWatch } from '../../../pipeline/observe/cluster-watch.ts';
import { processPartState } from '../../../pipeline/observe/part-state.ts';
import { MISSING_AFTER_MS } from '../../../pipeline/observe/readings.ts';
import type { Cluster, ClusterNode } from '../../../pipeline/runtime/cluster.ts';
import type { PipelineRun } from '../../../pipeline/runtime/pipeline-run.ts';
import type { rateMeters } from './rate.ts';

type Rates = ReturnType<typeof rateMeters>;

/** The source as the dashboard shows it. */
export function sourcePart(run: PipelineRun | undefined, rates: Rates, now: number): LabState['source'] {
  const component = run?.components().find(({ role }) => role === 'source');
  const stamped = run?.source();
  const state = processPartState(component, stamped?.at ?? null, now);
  const known = state === 'up' ? (stamped?.value ?? null) : null;
  return {
    state: state === 'up' && known?.state === 'done' ? 'finished' : state,
    since: component?.since ?? null,
    reportedAt: stamped?.at ?? null,
    report: stamped?.value ?? null,
    madePerSecond: rates('made', now, known?.made ?? null),
    ackedPerSecond: rates('acked', now, known?.acked ?? null),
  };
}

const stateOfWork = (work: string | undefined): PartState => (work === 'finished' ? 'finished' : 'up');

/** Every processor of the run. */
export function processorParts(
  run: PipelineRun | undefined,
  rates: Rates,
  now: number,
): LabState['processors'] {
  const components = run?.components().filter(({ role }) => role === 'processor') ?? [];
  return components.map((component) => {
    const stamped = run?.processors().get(component.name);
    const state = processPartState(component, stamped?.at ?? null, now);
    const rows = state === 'up' ? (stamped?.value.tables.bronze?.rows ?? null) : null;
    const queries = Object.fromEntries(
      [...(run?.queries() ?? [])].map(([name, progress]) => [name, progress.value]),
    );
    const starts = run?.spec.engine === 'spark' && stamped?.value.state === 'joining';
    return {
      name: component.name,
      state: state === 'up' ? (starts ? 'starting' : stateOfWork(stamped?.value.state)) : state,
      since: component.since,
      reportedAt: stamped?.at ?? null,
      report: stamped?.value ?? null,
      rowsPerSecond: rates(`rows of ${component.name}`, now, rows),
      queries,
    };
  });
}

/** When each cluster node last changed between running, paused and down. */
export function nodeTimes(): (node: ClusterNode, state: PartState, now: number) => number {
  const known = new Map<string, { state: PartState; since: number }>();
  return (node, state, now) => {
    const last = known.get(node.name);
    if (last?.state === state) return last.since;
    known.set(node.name, { state, since: now });
    return now;
  };
}

type Since = ReturnType<typeof nodeTimes>;

function nodeState(cluster: Cluster, node: ClusterNode): PartState {
  if (!cluster.isRunning(node.name)) return 'down';
  return cluster.isPaused(node.name) ? 'paused' : 'up';
}

/** Controller, brokers and proxies. A broker whose process lives but which the cluster does not count is `missing`. */
export function clusterParts(cluster: Cluster, watch: ClusterWatch, since: Since, now: number) {
  const facts = watch.facts();
  const toxics = watch.toxics();
  const part = (node: ClusterNode, state: PartState) => ({
    state,
    since: since(node, state, now),
    reportedAt: state === 'down' ? null : now,
  });
  const brokers: LabState['brokers'] = cluster.brokers.map((broker) => {
    const process = nodeState(cluster, broker);
    const counted = facts === undefined || now - facts.at > 3_000 || facts.value.brokers.includes(broker.id);
    return {
      ...part(broker, process === 'up' && !counted ? 'missing' : process),
      id: broker.id,
      pid: broker.pid ?? null,
    };
  });
  const controller: LabState['controller'] = {
    ...part(cluster.controller, nodeState(cluster, cluster.controller)),
    id: 0,
  };
  const toxiproxy = nodeState(cluster, cluster.toxiproxy);
  const proxyState: PartState = toxiproxy === 'up' && toxics === undefined ? 'missing' : toxiproxy;
  const proxies: LabState['proxies'] = cluster.brokers.map((broker) => ({
    state: proxyState,
    since: null,
    reportedAt: toxics === undefined ? null : now,
    brokerId: broker.id,
    toxics: toxics?.[broker.proxyName] ?? [],
  }));
  return { brokers, controller, proxies };
}

/** The topic as the cluster last described it, with rates per partition. */
export function topicPart(
  run: PipelineRun | undefined,
  watch: ClusterWatch,
  rates: Rates,
  now: number,
): LabState['topic'] {
  const facts = watch.facts();
  const positions = new Map<number, string>();
  for (const { value } of run?.processors().values() ?? [])
    for (const one of value.partitions)
      if (value.assigned.includes(one.partition)) positions.set(one.partition, one.position);
  const partitions = (facts?.value.partitions ?? []).map((one) => {
    const end = facts?.value.endOffsets[String(one.partition)] ?? null;
    const position = positions.get(one.partition);
    return {
      ...one,
      logEndOffset: end,
      inPerSecond: rates(`in ${one.partition}`, facts?.at ?? now, end === null ? null : Number(end)),
      outPerSecond: rates(`out ${one.partition}`, now, position === undefined ? null : Number(position)),
    };
  });
  return {
    name: run?.spec.topic ?? '',
    minInsyncReplicas: run?.spec.settings.topic.minInsyncReplicas ?? null,
    reportedAt: facts?.at ?? null,
    offsetsAskedAt: facts?.value.offsetsAskedAt ?? null,
    partitions,
  };
}

/** Rows, versions and freshness of the tables, by the newest word of a processor that still speaks. */
export function tableParts(run: PipelineRun | undefined, rates: Rates, now: number): LabState['tables'] {
  const speaking = [...(run?.processors().values() ?? [])].filter(({ at }) => now - at <= MISSING_AFTER_MS);
  const names = ['bronze', 'silver', 'quarantine', 'gold.traffic', 'gold.status', 'gold.paths'];
  return names.map((name) => {
    const known = speaking.map(({ value }) => value.tables[name]).filter((table) => table !== undefined);
    const newest = known.sort((a, b) => b.version - a.version)[0];
    const committedAt = newest?.committedAt ?? null;
    return {
      name,
      version: newest?.version ?? null,
      rows: newest?.rows ?? null,
      files: newest?.files ?? null,
      committedAt,
      freshnessMs: committedAt === null ? null : Math.max(0, now - committedAt),
      rowsPerSecond: rates(`table ${name}`, now, newest?.rows ?? null),
    };
  });
}
