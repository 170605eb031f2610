// Watches a run four times a second: takes what is known of it, evaluates the signals, remembers when each first fired and whether
// all looks well. Reads no ledger. What the cluster is asked, and how, stands in pipeline/observe/cluster-watch.ts.
import type { Admin } from 'kafkajs';
import { watchCluster } from '../../pipeline/observe/cluster-watch.ts';
import { type ActiveSignal, createSignalEvaluator, loadSignals } from '../../pipeline/observe/evaluate.ts';
import { type Health, health } from '../../pipeline/observe/health.ts';
import type { Notices } from '../../pipeline/observe/signal.ts';
import type { MetricSnapshot } from '../../pipeline/observe/snapshot.ts';
import { takeSnapshot } from '../../pipeline/observe/take-snapshot.ts';
import type { Cluster } from '../../pipeline/runtime/cluster.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';

export interface FiredSignal {
  id: string;
  title: string;
  subject: string;
  says: string;
  notices: Notices;
  /** ms since the epoch. */
  firedAt: number;
}

export interface Watch {
  /** The newest snapshot. */
  snapshot(): MetricSnapshot;
  /** What fires now. */
  active(): ActiveSignal[];
  /** Whether all looks well now, by what the settings take for it. */
  health(): Health;
  /** Every firing so far, in order of time; one that stopped and began again stands twice. */
  fired(): FiredSignal[];
  /** Ids of all signals. */
  readonly signalIds: string[];
  stop(): void;
}

export interface WatchOptions {
  admin: Admin;
  run: PipelineRun;
  brokerIds: number[];
  /** Without it the controller is not watched, and nothing is known of the nodes' processes. */
  cluster?: Cluster;
  onSignal: (signal: FiredSignal) => void;
  onSnapshot: (snapshot: MetricSnapshot, active: ActiveSignal[], health: Health) => void;
}

const EVERY_MS = 250;

/** Begins to watch. */
export async function startWatch(options: WatchOptions): Promise<Watch> {
  const { admin, run, cluster, brokerIds } = options;
  const { settings, topic, lakeDir, engine } = run.spec;
  const rules = await loadSignals();
  const evaluator = createSignalEvaluator(rules, settings, engine);
  const fired: FiredSignal[] = [];
  const clusterWatch = watchCluster({ admin, cluster, subject: { topic, dir: lakeDir }, everyMs: EVERY_MS });
  const take = () => takeSnapshot({ run, watch: clusterWatch, brokerIds, cluster }, Date.now());
  let snapshot = take();
  let active: ActiveSignal[] = [];

  const look = () => {
    const known = new Set(active.map(keyOf));
    snapshot = take();
    active = evaluator.add(snapshot);
    for (const signal of active.filter((candidate) => !known.has(keyOf(candidate)))) {
      const { id, title, subject, says, notices, since } = signal;
      const news = { id, title, subject, says, notices, firedAt: since };
      fired.push(news);
      options.onSignal(news);
    }
    options.onSnapshot(snapshot, active, health(snapshot, active, settings.observe));
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    snapshot: () => snapshot,
    active: () => active,
    health: () => health(snapshot, active, settings.observe),
    fired: () => fired,
    signalIds: rules.map(({ id }) => id),
    stop() {
      clearInterval(timer);
      clusterWatch.stop();
    },
  };
}

function keyOf({ id, subject }: ActiveSignal): string {
  return `${id}/${subject}`;
}
