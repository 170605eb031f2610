// Live latency of an engine at a rate: a pipeline of its own on an open session, warmed up, then measured over every row by the commits of
// its tables. The same function for both engines, so that a comparison compares engines and not two ways of measuring.

import type { EngineChoice } from '../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { until } from '../../pipeline/contract/until.ts';
import { type CommitLatency, commitLatency } from '../../pipeline/observe/commit-latency.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';
import { newRun } from './new-run.ts';
import type { Session } from './session.ts';

export interface LiveLatencyOptions {
  engine: EngineChoice;
  ratePerSecond: number;
  /** Not measured: compiling, first batches. */
  warmUpSeconds: number;
  seconds: number;
  settings: Settings;
  seed: number;
  progress: (text: string) => void;
}

export interface LiveLatency extends CommitLatency {
  engine: EngineChoice['engine'];
  ratePerSecond: number;
  /** Sent while it was measured, per second: less than asked for when the pipeline could not keep up with its source. */
  sentPerSecond: number;
  seconds: number;
  runId: string;
}

const READY_MS = 180_000;
const SETTLE_MS = 300_000;

/** Runs the pipeline and measures it; everything it started has ended when it resolves. */
export async function measureLiveLatency(
  session: Session,
  options: LiveLatencyOptions,
): Promise<LiveLatency> {
  const { engine, ratePerSecond, settings, seed, seconds, progress } = options;
  const { run } = await newRun(session, {
    kind: 'drain',
    seed,
    settings,
    engine,
    source: { input: { kind: 'generator' }, ratePerSecond, maxEvents: null },
  });
  try {
    await run.startProcessors();
    await run.engineReady(READY_MS);
    await run.startSource();
    progress(`${engine.engine}: warming up at ${ratePerSecond} events/s`);
    await streamed(run, options.warmUpSeconds);
    const before = { at: Date.now(), acked: ackedOf(run) };
    progress(`${engine.engine}: measuring for ${seconds} s`);
    await streamed(run, seconds);
    const after = { at: Date.now(), acked: ackedOf(run) };
    await run.closeSource(30_000);
    await run.finish(SETTLE_MS);
    await run.stop();
    const range = { fromMs: before.at, toMs: after.at, windowMs: settings.stream.windowMs };
    return {
      ...(await commitLatency(run.spec.lakeDir, range)),
      engine: engine.engine,
      ratePerSecond,
      sentPerSecond: Math.round(((after.acked - before.acked) * 1_000) / (after.at - before.at)),
      seconds,
      runId: run.spec.runId,
    };
  } finally {
    await run.stop();
  }
}

const ackedOf = (run: PipelineRun): number => run.source()?.value.acked ?? 0;

/** Until the source has reported for so long: its clock is the one that counts. */
async function streamed(run: PipelineRun, seconds: number): Promise<void> {
  const startedAt = Date.now();
  const over = () => (run.source()?.at ?? 0) >= startedAt + seconds * 1_000;
  await until(over, { deadlineMs: seconds * 1_000 + 30_000, everyMs: 100, what: 'the source to stream' });
}
