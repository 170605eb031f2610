// Watches a run four times a second: asks the cluster, takes the latest reports, evaluates the signals, remembers when each first fired.
// An answer that failed is no answer: the last good one ages. Reads no ledger.
import type { Admin } from 'kafkajs';
import type { RunSpec } from '../../pipeline/contract/run-spec.ts';
import { describePartitions, endOffsets } from '../../pipeline/kafka/topic.ts';
import { type ActiveSignal, createSignalEvaluator, loadSignals } from '../../pipeline/observe/evaluate.ts';
import type { Aged, ClusterFacts, MetricSnapshot } from '../../pipeline/observe/snapshot.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';

export interface FiredSignal {
  id: string;
  title: string;
  subject: string;
  says: string;
  /** ms since the epoch. */
  firedAt: number;
}

export interface Watch {
  /** The newest snapshot. */
  snapshot(): MetricSnapshot;
  /** What fires now. */
  active(): ActiveSignal[];
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
  onSignal: (signal: FiredSignal) => void;
  onSnapshot: (snapshot: MetricSnapshot, active: ActiveSignal[]) => void;
}

const EVERY_MS = 250;

/** Begins to watch. */
export async function startWatch(options: WatchOptions): Promise<Watch> {
  const { admin, run } = options;
  const rules = await loadSignals();
  const evaluator = createSignalEvaluator(rules, run.spec.settings.signals);
  const fired: FiredSignal[] = [];
  let cluster: Aged<ClusterFacts> | null = null;
  let snapshot = snapshotOf(options, cluster);
  let active: ActiveSignal[] = [];
  let asking = false;

  const ask = async () => {
    if (asking) return;
    asking = true;
    cluster = (await askCluster(admin, run.spec.topic)) ?? cluster;
    asking = false;
  };
  const look = () => {
    void ask();
    const known = new Set(active.map(keyOf));
    snapshot = snapshotOf(options, cluster);
    active = evaluator.add(snapshot);
    for (const signal of active.filter((candidate) => !known.has(keyOf(candidate)))) {
      const { id, title, subject, says, since } = signal;
      fired.push({ id, title, subject, says, firedAt: since });
      options.onSignal({ id, title, subject, says, firedAt: since });
    }
    options.onSnapshot(snapshot, active);
  };
  const timer = setInterval(look, EVERY_MS);
  void ask();
  return {
    snapshot: () => snapshot,
    active: () => active,
    fired: () => fired,
    signalIds: rules.map(({ id }) => id),
    stop: () => clearInterval(timer),
  };
}

function keyOf({ id, subject }: ActiveSignal): string {
  return `${id}/${subject}`;
}

/** A failed answer is undefined: the reader keeps the last one and sees it age. */
async function askCluster(admin: Admin, topic: string): Promise<Aged<ClusterFacts> | undefined> {
  try {
    const [members, partitions, offsets] = await Promise.all([
      admin.describeCluster(),
      describePartitions(admin, topic),
      endOffsets(admin, topic, 0).catch(() => ({})),
    ]);
    const brokers = members.brokers.map(({ nodeId }) => nodeId);
    return { at: Date.now(), value: { brokers, partitions, endOffsets: offsets } };
  } catch {
    return undefined;
  }
}

function snapshotOf({ run, brokerIds }: WatchOptions, cluster: Aged<ClusterFacts> | null): MetricSnapshot {
  const { spec } = run;
  return {
    at: Date.now(),
    expected: {
      brokers: brokerIds,
      processors: processorNames(spec),
      source: run.components().some(({ role }) => role === 'source'),
      minInsyncReplicas: spec.settings.topic.minInsyncReplicas,
    },
    source: run.source() ?? null,
    processors: Object.fromEntries(run.processors()),
    cluster,
  };
}

function processorNames({ settings }: RunSpec): string[] {
  return Array.from({ length: settings.processor.processes }, (_, index) => `processor-${index + 1}`);
}
