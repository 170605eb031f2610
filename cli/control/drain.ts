// Sends every line of an input once, waits until gold is final, and lets the ledger judge. The counts of its answer come
// from ledger and lake, never from the pipeline's own counters.
import { setTimeout as delay } from 'node:timers/promises';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { EngineChoice, RunSpec, SourceSpec } from '../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';
import { type DrainTotals, judgeDrain } from './judge-drain.ts';
import { newRun } from './new-run.ts';
import type { Session } from './session.ts';

export interface DrainOptions {
  source: SourceSpec;
  seed: number;
  settings: Settings;
  eventTimeMode: RunSpec['eventTimeMode'];
  /** duckdb unless set. */
  engine?: EngineChoice;
  /** Fill Kafka first and start the processors then: measures the processors alone. */
  backlog: boolean;
  progress: (text: string) => void;
  signal?: AbortSignal;
  /** Called with the run once its processes are started (tests kill them through it). */
  onRun?: (run: PipelineRun) => void;
}

export interface DrainResult extends DrainTotals {
  runId: string;
  seed: number;
  /** Events sent, from the first send until gold was final. */
  eventsPerSecond: number;
  seconds: number;
  /** The processors' share: from their readiness (or, without a backlog, the first send) until gold was final. */
  processing: { seconds: number; eventsPerSecond: number };
}

/** As long as a drain may take without an event coming through. */
const STALL_MS = 180_000;

async function reportProgress(
  run: PipelineRun,
  progress: (text: string) => void,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    await delay(1_000, undefined, { signal: stop, ref: false }).catch(() => undefined);
    const source = run.source()?.value;
    const rows = [...run.processors().values()][0]?.value.tables;
    if (source === undefined || stop.aborted) continue;
    const count = (table: string) => rows?.[table]?.rows.toLocaleString('en-US') ?? 'missing';
    progress(
      `sent ${source.made.toLocaleString('en-US')} · acked ${source.acked.toLocaleString('en-US')} · bronze ${count('bronze')} · silver ${count('silver')}`,
    );
  }
}

/** Resolves when the promise does; rejects when nothing moved for STALL_MS or the user gave up. */
async function unlessStalled(
  run: PipelineRun,
  step: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const ended = new AbortController();
  let lastMark = '';
  let lastMove = performance.now();
  const watch = async () => {
    while (!ended.signal.aborted) {
      await delay(500, undefined, { signal: ended.signal }).catch(() => undefined);
      if (signal?.aborted) throw new LakequakeError('aborted', 'the drain was stopped');
      const bronze = [...run.processors().values()].map(({ value }) => JSON.stringify(value.tables)).join();
      const mark = `${run.source()?.value.acked}/${bronze}`;
      if (mark !== lastMark) [lastMark, lastMove] = [mark, performance.now()];
      else if (performance.now() - lastMove > STALL_MS)
        throw new LakequakeError('deadline-passed', `the drain has not moved for ${STALL_MS / 1000} s`, {
          hint: 'see `npx lakequake why stuck` and the logs',
        });
    }
  };
  try {
    await Promise.race([step, watch()]);
  } finally {
    ended.abort();
  }
}

const NO_DEADLINE_MS = 24 * 3_600_000;

async function pump(run: PipelineRun, options: DrainOptions): Promise<{ sendMs: number; processMs: number }> {
  const { backlog, progress, signal } = options;
  if (!backlog) await run.startProcessors();
  options.onRun?.(run);
  const sendStart = performance.now();
  await run.startSource();
  await unlessStalled(run, run.sourceDone(NO_DEADLINE_MS), signal);
  await run.closeSource(30_000);
  if (backlog) {
    progress('the backlog is in Kafka; starting the processors');
    await run.startProcessors();
  }
  // With a backlog the clock starts once the processes are up: joining the group and the first fetch count, Node's start does not.
  const processStart = backlog ? performance.now() : sendStart;
  await unlessStalled(run, run.finish(NO_DEADLINE_MS), signal);
  const end = performance.now();
  return { sendMs: end - sendStart, processMs: end - processStart };
}

/** Runs a drain on an open session. */
export async function runDrain(session: Session, options: DrainOptions): Promise<DrainResult> {
  const { run, warnings } = await newRun(session, {
    kind: 'drain',
    seed: options.seed,
    source: options.source,
    settings: options.settings,
    eventTimeMode: options.eventTimeMode,
    ...(options.engine ? { engine: options.engine } : {}),
  });
  options.progress(`run ${run.spec.runId}, seed ${options.seed}`);
  for (const warning of warnings) options.progress(`warning: ${warning}`);
  const reporting = new AbortController();
  void reportProgress(run, options.progress, reporting.signal);
  try {
    const { sendMs, processMs } = await pump(run, options);
    await run.stop();
    reporting.abort();
    options.progress('comparing the lake with the ledger');
    const totals = await judgeDrain(session, run.spec);
    return {
      ...totals,
      eventsPerSecond: Math.round(totals.sent / (sendMs / 1000)),
      seconds: Number((sendMs / 1000).toFixed(2)),
      processing: {
        seconds: Number((processMs / 1000).toFixed(2)),
        eventsPerSecond: Math.round(totals.sent / (processMs / 1000)),
      },
      runId: run.spec.runId,
      seed: options.seed,
    };
  } finally {
    reporting.abort();
    await run.stop();
  }
}
