// A processor whose work is done by Spark: it starts the driver, watches Kafka's log ends and the tables with our own reader, and
// reports in the same shape as the duckdb engine, so that status, dashboard and signals need not know which one runs.
// It decides nothing about rows and writes none; it only begins the lake with empty tables.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import type { Logger } from 'pino';
import { LakequakeError } from '../contract/errors.ts';
import type { ProcessorReport, StreamingQueryProgress } from '../contract/progress.ts';
import { type RunSpec, STATE } from '../contract/run-spec.ts';
import type { PartitionView } from '../kafka/feed.ts';
import { watchLogEnds } from '../kafka/log-ends.ts';
import { firstFailure } from '../medallion/first-failure.ts';
import type { Processor } from '../medallion/processor.ts';
import { processorReport } from '../medallion/processor-report.ts';
import { type DriverEvent, type DriverProcess, startDriver } from './driver-process.ts';
import { driverStory } from './driver-story.ts';
import { sparkJob } from './job.ts';
import { logAge } from './log-age.ts';
import { watchTables } from './watch-tables.ts';

export interface SparkProcessorOptions {
  spec: RunSpec;
  name: string;
  /** Connected. */
  admin: Admin;
  nowMs: () => number;
  log: Logger;
  onProgress: (progress: StreamingQueryProgress) => void;
  /** A step on the way to the first batch. */
  onStep: (says: string) => void;
}

/** The driver's exit code when it has said why. */
const GAVE_UP = 1;

/** Prepares the processor; Spark is not running before `start`. */
export async function createSparkProcessor(options: SparkProcessorOptions): Promise<Processor> {
  const { spec, log, nowMs } = options;
  const logEnds = watchLogEnds(options.admin, spec.topic, (err) => log.debug({ err }, 'log ends not known'));
  // First of all: whoever finds the tables must find out whose they are.
  mkdirSync(join(spec.lakeDir, STATE.sparkCheckpoints), { recursive: true });
  const tables = await watchTables(spec, (err) => log.debug({ err }, 'the tables cannot be read'));
  const { failed, fail } = firstFailure();
  const story = driverStory();
  const age = logAge();
  let driver: DriverProcess | undefined;
  let state: ProcessorReport['state'] = 'joining';
  let toFinish = false;

  function hear(event: DriverEvent): void {
    if (event.type === 'progress') hearProgress(event.progress);
    if (event.type === 'gold') story.gold(event);
    if (event.type === 'silver') story.silver(event);
    if (event.type === 'memory') story.memory(event.rssBytes);
    if (event.type === 'step') options.onStep(event.says);
    if (event.type === 'finished') state = 'finished';
    if (event.type === 'failed') fail(failedDriver(event.message));
    if (event.type !== 'ready') return;
    log.info({ version: event.version }, 'Spark is ready');
    options.onStep(`Spark ${event.version} is ready; its first batches take longer than those that follow`);
    state = 'running';
    if (toFinish) driver?.finish();
  }

  function hearProgress(raw: Record<string, unknown>): void {
    const progress = story.progress(raw);
    const { name, batchId, numInputRows } = progress;
    log.info(
      { query: name, batchId, rows: numInputRows, ms: progress.durationMs },
      `${name} batch ${batchId}`,
    );
    options.onProgress(progress);
  }

  function views(): PartitionView[] {
    const ends = logEnds.current();
    if (ends !== undefined)
      age.note(nowMs(), new Map([...ends].map(([partition, { high }]) => [partition, high])));
    return [...story.positions()].map(([partition, position]) => ({
      partition,
      position,
      logEndOffset: ends?.get(partition)?.high ?? position,
      oldestHeldMs: age.since(partition, position),
    }));
  }

  return {
    failed,
    start: async () => {
      driver = startDriver(
        sparkJob(spec) as Parameters<typeof startDriver>[0],
        spec.sparkMaster ?? 'local[*]',
        hear,
      );
      void driver.ended.then(({ code, signal, error }) => {
        if (state === 'stopped') return;
        log.warn({ code, signal, err: error }, 'the Spark driver ended');
        if (code === GAVE_UP) return fail(failedDriver('the driver ended; its output says why'));
        // Killed, or its JVM was: without last words the supervisor starts us again, and nothing is lost.
        process.exit(1);
      });
    },
    finish: () => {
      toFinish = true;
      if (state === 'running') driver?.finish();
    },
    report: () =>
      processorReport({
        nowMs: nowMs(),
        runId: spec.runId,
        name: options.name,
        assigned: [...logEnds.partitions()],
        views: views(),
        logEnds: logEnds.current(),
        gold: story.goldView(),
        // What Spark has read and not yet stored, it does not tell.
        held: { records: null, bytes: null },
        tables: tables.figures(nowMs()),
        counters: story.counters(),
        silver: story.figures(),
        latencyMs: story.latencyMs(nowMs()),
        childRssBytes: story.rssBytes(),
        storage: undefined,
        integrity: undefined,
        state,
      }),
    stop: async () => {
      state = 'stopped';
      logEnds.stop();
      tables.stop();
      await driver?.stop();
    },
    // Spark keeps its positions itself.
    commitOffsets: async () => undefined,
  };
}

function failedDriver(message: string): LakequakeError {
  return new LakequakeError('internal', `Spark gave up: ${message}`, {
    hint: 'See its whole story with `npx lakequake logs processor-1`.',
  });
}
