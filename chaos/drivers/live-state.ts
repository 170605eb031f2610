// What control would say of a running system, in the shape `why` reads (pipeline/observe/why/overlay-live.ts): out of two snapshots of
// the watch, so that rates are known. A part that does not speak keeps its old report with its old time. Pure but for the
// cluster's word on its processes.
import { processPartState } from '../../pipeline/observe/part-state.ts';
import type { MetricSnapshot } from '../../pipeline/observe/snapshot.ts';
import type { LiveState } from '../../pipeline/observe/why/overlay-live.ts';
import type { Component } from '../../pipeline/runtime/supervisor.ts';
import type { System } from './system.ts';

type PartState = LiveState['source']['state'];

/** Growth a second between two readings; null when either is unknown or they are one. */
function rate(
  then: { at: number; count: number } | undefined,
  now: { at: number; count: number } | undefined,
): number | null {
  if (then === undefined || now === undefined || now.at <= then.at) return null;
  return (Math.max(0, now.count - then.count) * 1_000) / (now.at - then.at);
}

/** The live state at `now`, with rates since `then`. */
export function liveStateOf({ run, cluster }: System, then: MetricSnapshot, now: MetricSnapshot): LiveState {
  const components = run.components();
  const part = (component: Component | undefined, reportedAt: number | null) => ({
    state: processPartState(component, reportedAt, now.at),
    since: component?.since ?? null,
    reportedAt,
  });
  const sent = (snapshot: MetricSnapshot, pick: 'made' | 'acked') =>
    snapshot.source === null ? undefined : { at: snapshot.at, count: snapshot.source.value[pick] };
  const nodeState = (name: Parameters<typeof cluster.isRunning>[0]): PartState =>
    cluster.isRunning(name) ? (cluster.isPaused(name) ? 'paused' : 'up') : 'down';
  return {
    at: now.at,
    run: { id: run.spec.runId, kind: 'scenario' },
    source: {
      ...part(
        components.find(({ role }) => role === 'source'),
        now.source?.at ?? null,
      ),
      report: now.source?.value ?? null,
      madePerSecond: rate(sent(then, 'made'), sent(now, 'made')),
      ackedPerSecond: rate(sent(then, 'acked'), sent(now, 'acked')),
    },
    proxies: cluster.brokers.map(({ id }) => ({
      state: nodeState('toxiproxy'),
      since: null,
      reportedAt: now.at,
      brokerId: id,
      toxics: [],
    })),
    brokers: cluster.brokers.map(({ id, name }) => ({
      state: nodeState(name),
      since: null,
      reportedAt: now.at,
      id,
    })),
    topic: topicOf(run.spec.topic, then, now),
    processors: components
      .filter(({ role }) => role === 'processor')
      .map((component) => ({
        ...part(component, now.processors[component.name]?.at ?? null),
        name: component.name,
        report: now.processors[component.name]?.value ?? null,
        queries: Object.fromEntries([...run.queries()].map(([name, { value }]) => [name, value])),
      })),
  };
}

function topicOf(name: string, then: MetricSnapshot, now: MetricSnapshot): LiveState['topic'] {
  const end = ({ cluster }: MetricSnapshot, partition: number) => {
    const offset = cluster?.value.endOffsets[String(partition)];
    return cluster === null || offset === undefined ? undefined : { at: cluster.at, count: Number(offset) };
  };
  return {
    name,
    minInsyncReplicas: now.expected.minInsyncReplicas,
    reportedAt: now.cluster?.at ?? null,
    partitions: (now.cluster?.value.partitions ?? []).map((one) => ({
      ...one,
      logEndOffset: now.cluster?.value.endOffsets[String(one.partition)] ?? null,
      inPerSecond: rate(end(then, one.partition), end(now, one.partition)),
    })),
  };
}
