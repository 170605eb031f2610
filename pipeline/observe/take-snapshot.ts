// Puts together what is known of a run at one moment: its processes' reports, the cluster's answers, what ought to be there.
import type { Cluster } from '../runtime/cluster.ts';
import type { PipelineRun } from '../runtime/pipeline-run.ts';
import type { Component } from '../runtime/supervisor.ts';
import type { ClusterWatch } from './cluster-watch.ts';
import type { MetricSnapshot, ProcessFacts } from './snapshot.ts';

export interface Watched {
  run: PipelineRun;
  watch: ClusterWatch;
  brokerIds: readonly number[];
  cluster?: Cluster | undefined;
}

const DEAD: readonly Component['state'][] = ['down', 'failed'];

function processesOf({ run, cluster }: Watched): ProcessFacts[] {
  const own = run
    .components()
    .map(({ name, state, since }) => ({ name, alive: !DEAD.includes(state), since }));
  const nodes = cluster === undefined ? [] : [cluster.controller, ...cluster.brokers, cluster.toxiproxy];
  return [...own, ...nodes.map(({ name }) => ({ name, alive: cluster!.isRunning(name) }))];
}

/** Processors that ought to report: as many as the settings ask for, and those started beyond, until they have ended in order. */
function expectedProcessors({ run }: Watched): string[] {
  const processors = run.components().filter(({ role }) => role === 'processor');
  const ended = new Set(processors.filter(({ state }) => state === 'ended').map(({ name }) => name));
  const wanted = Array.from(
    { length: run.spec.settings.processor.processes },
    (_, i) => `processor-${i + 1}`,
  );
  const names = new Set([...wanted, ...processors.map(({ name }) => name)]);
  return [...names].filter((name) => !ended.has(name));
}

function eventTimeAt({ spec }: PipelineRun, at: number): number | null {
  const { kafkaOriginMs, eventOriginMs, speed } = spec.eventClock;
  return spec.eventTimeMode === 'original' ? null : eventOriginMs + (at - kafkaOriginMs) * speed;
}

/** The snapshot of a moment (ms since the epoch). */
export function takeSnapshot(watched: Watched, at: number): MetricSnapshot {
  const { run, watch, brokerIds } = watched;
  return {
    at,
    expected: {
      brokers: [...brokerIds],
      processors: expectedProcessors(watched),
      source: run.components().some(({ role, state }) => role === 'source' && state !== 'ended'),
      minInsyncReplicas: run.spec.settings.topic.minInsyncReplicas,
      eventTimeMs: eventTimeAt(run, at),
    },
    source: run.source() ?? null,
    processors: Object.fromEntries(run.processors()),
    cluster: watch.facts() ?? null,
    controller: watch.controller() ?? null,
    reach: watch.reach(),
    processes: processesOf(watched),
    disk: watch.disk() ?? null,
  };
}
