// Evaluates the signals twice a second on what control knows of the run that has the cluster, and keeps when each fired.
// It sees what an operator would see, and never the ledger.
import type { Signal } from '../../dashboard/contract.ts';
import { createSignalEvaluator, loadSignals } from '../../pipeline/observe/evaluate.ts';
import type { MetricSnapshot } from '../../pipeline/observe/snapshot.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';
import type { ClusterWatch } from './feed/cluster-watch.ts';
import type { Session } from './session.ts';

export interface SignalWatch {
  /** Every signal, firing or not, with its spans since the run began. */
  now(): Signal[];
  /** Watches another run from now on; spans begin anew. */
  follow(run: PipelineRun): void;
  /** The newest snapshot; a scenario records it. */
  snapshot(): MetricSnapshot | undefined;
  stop(): void;
}

const EVERY_MS = 500;
/** Spans of one signal kept for the page. */
const SPANS_KEPT = 50;

/** What control knows at this moment about a run. */
export function metricSnapshot(
  session: Session,
  run: PipelineRun,
  watch: ClusterWatch,
  at: number,
): MetricSnapshot {
  const components = run.components();
  return {
    at,
    expected: {
      brokers: session.cluster.brokers.map(({ id }) => id),
      processors: components
        .filter(({ role, state }) => role === 'processor' && state !== 'ended')
        .map(({ name }) => name),
      source: components.some(({ role, state }) => role === 'source' && state !== 'ended'),
      minInsyncReplicas: run.spec.settings.topic.minInsyncReplicas,
    },
    source: run.source() ?? null,
    processors: Object.fromEntries(run.processors()),
    cluster: watch.facts() ?? null,
  };
}

/** Starts evaluating; nothing is watched until `follow`. */
export async function watchSignals(session: Session, watch: ClusterWatch): Promise<SignalWatch> {
  const rules = await loadSignals();
  let run: PipelineRun | undefined;
  let evaluator = createSignalEvaluator(rules);
  let snapshot: MetricSnapshot | undefined;
  let spans = new Map<string, Signal['spans']>();
  let messages = new Map<string, string>();

  function take(): void {
    if (run === undefined) return;
    snapshot = metricSnapshot(session, run, watch, Date.now());
    const firing = evaluator.add(snapshot);
    messages = new Map(firing.map(({ id, says }) => [id, says]));
    for (const { id } of rules) {
      const known = spans.get(id) ?? [];
      const open = known.at(-1)?.to === null;
      if (messages.has(id) && !open) known.push({ from: snapshot.at, to: null });
      else if (!messages.has(id) && open)
        known[known.length - 1] = { from: known.at(-1)!.from, to: snapshot.at };
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
        state: snapshot === undefined ? 'missing' : messages.has(id) ? 'firing' : 'quiet',
        spans: spans.get(id) ?? [],
        message: messages.get(id) ?? null,
      })),
    follow(next) {
      run = next;
      evaluator = createSignalEvaluator(rules, next.spec.settings.signals);
      snapshot = undefined;
      spans = new Map();
      messages = new Map();
    },
    snapshot: () => snapshot,
    stop: () => clearInterval(timer),
  };
}
