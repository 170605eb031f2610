// Evaluates the signals four times a second on what control knows of the run that has the cluster, and keeps when each fired.
// It sees what an operator would see, and never the ledger.
import type { Signal } from '../../dashboard/contract.ts';
import type { ClusterWatch } from '../../pipeline/observe/cluster-watch.ts';
import { type ActiveSignal, createSignalEvaluator, loadSignals } from '../../pipeline/observe/evaluate.ts';
import { type Health, health } from '../../pipeline/observe/health.ts';
import type { MetricSnapshot } from '../../pipeline/observe/snapshot.ts';
import { takeSnapshot } from '../../pipeline/observe/take-snapshot.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';
import type { Session } from './session.ts';

export interface SignalWatch {
  /** Every signal, firing or not, with its spans since the run began. */
  now(): Signal[];
  /** Whether all looks well; undefined before the first look. */
  health(): Health | undefined;
  /** Watches another run from now on; spans begin anew. */
  follow(run: PipelineRun): void;
  /** The newest snapshot; a scenario records it. */
  snapshot(): MetricSnapshot | undefined;
  stop(): void;
}

const EVERY_MS = 250;
/** Spans of one signal kept for the page. */
const SPANS_KEPT = 50;

/** Starts evaluating; nothing is watched until `follow`. */
export async function watchSignals(session: Session, watch: ClusterWatch): Promise<SignalWatch> {
  const { cluster } = session;
  const brokerIds = cluster.brokers.map(({ id }) => id);
  const rules = await loadSignals();
  let run: PipelineRun | undefined;
  let evaluator = createSignalEvaluator(rules);
  let snapshot: MetricSnapshot | undefined;
  let active: ActiveSignal[] = [];
  let spans = new Map<string, Signal['spans']>();

  const messageOf = (id: string) => active.find((signal) => signal.id === id)?.says ?? null;

  function take(): void {
    if (run === undefined) return;
    snapshot = takeSnapshot({ run, watch, brokerIds, cluster }, Date.now());
    active = evaluator.add(snapshot);
    for (const { id } of rules) {
      const known = spans.get(id) ?? [];
      const open = known.at(-1)?.to === null;
      const fires = messageOf(id) !== null;
      if (fires && !open) known.push({ from: snapshot.at, to: null });
      else if (!fires && open) known[known.length - 1] = { from: known.at(-1)!.from, to: snapshot.at };
      spans.set(id, known.slice(-SPANS_KEPT));
    }
  }
  const timer = setInterval(take, EVERY_MS);

  return {
    now: () =>
      rules.map(({ id }) => ({
        id,
        title: id.replaceAll('-', ' '),
        severity: 'warning',
        state: snapshot === undefined ? 'missing' : messageOf(id) === null ? 'quiet' : 'firing',
        spans: spans.get(id) ?? [],
        message: messageOf(id),
      })),
    health: () => run && snapshot && health(snapshot, active, run.spec.settings.observe),
    follow(next) {
      run = next;
      evaluator = createSignalEvaluator(rules, next.spec.settings, next.spec.engine);
      watch.follow({ topic: next.spec.topic, dir: next.spec.lakeDir });
      snapshot = undefined;
      spans = new Map();
      active = [];
    },
    snapshot: () => snapshot,
    stop: () => clearInterval(timer),
  };
}
