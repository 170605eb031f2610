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
import { openDuckDb } from '../lake/duckdb-session.ts';
import { lakePorts } from '../lake/lake-ports.ts';
import { localStorage } from '../lake/local-storage.ts';
import type { GoldView } from '../medallion/gold-query.ts';
import { openTables } from '../medallion/lakehouse.ts';
import type { Processor } from '../medallion/processor.ts';
import { processorReport, tableFigures } from '../medallion/processor-report.ts';
import { type DriverEvent, type DriverProcess, startDriver } from './driver-process.ts';
import { sparkJob } from './job.ts';
import { fromSpark, kafkaPositions } from './spark-progress.ts';

export interface SparkProcessorOptions {
  spec: RunSpec;
  name: string;
  /** Connected. */
  admin: Admin;
  nowMs: () => number;
  log: Logger;
  onProgress: (progress: StreamingQueryProgress) => void;
}

const LOOK_EVERY_MS = 500;
/** The driver's exit code when it has said why. */
const GAVE_UP = 1;
const NOTHING_YET: Extract<DriverEvent, { type: 'gold' }> = {
  type: 'gold',
  silverVersion: null,
  watermarkMs: null,
  finalBeforeMs: null,
  openWindows: 0,
  newestMs: {},
  idle: [],
  lateDropped: 0,
  revisedWindows: 0,
  finished: false,
};

/** Prepares the processor; Spark is not running before `start`. */
export async function createSparkProcessor(options: SparkProcessorOptions): Promise<Processor> {
  const { spec, log, nowMs } = options;
  const logEnds = watchLogEnds(options.admin, spec.topic, (err) => log.debug({ err }, 'log ends not known'));
  // First of all: whoever finds the tables must find out whose they are.
  mkdirSync(join(spec.lakeDir, STATE.sparkCheckpoints), { recursive: true });
  const tables = await watchTables(spec, (err) => log.debug({ err }, 'the tables cannot be read'));
  const { failed, fail } = failure();
  let driver: DriverProcess | undefined;
  let state: ProcessorReport['state'] = 'joining';
  let gold = NOTHING_YET;
  let deduplicated = 0;
  let positions = new Map<number, number>();
  let toFinish = false;

  function hear(event: DriverEvent): void {
    if (event.type === 'progress') hearProgress(event.progress);
    if (event.type === 'gold') gold = event;
    if (event.type === 'silver') deduplicated = event.deduplicated;
    if (event.type === 'finished') state = 'finished';
    if (event.type === 'failed') fail(failedDriver(event.message));
    if (event.type !== 'ready') return;
    log.info({ version: event.version }, 'Spark is ready');
    state = 'running';
    if (toFinish) driver?.finish();
  }

  function hearProgress(raw: Record<string, unknown>): void {
    const progress = fromSpark(raw);
    if (progress.name === 'bronze') positions = kafkaPositions(progress.sources[0]?.endOffset ?? null);
    const { name, batchId, numInputRows } = progress;
    log.info(
      { query: name, batchId, rows: numInputRows, ms: progress.durationMs },
      `${name} batch ${batchId}`,
    );
    options.onProgress(progress);
  }

  const views = (): PartitionView[] =>
    [...positions].map(([partition, position]) => ({
      partition,
      position,
      logEndOffset: logEnds.current()?.get(partition)?.high ?? position,
      oldestHeldMs: null,
    }));

  const goldView = (): GoldView => ({
    watermarkMs: gold.watermarkMs,
    finalBeforeMs: gold.finalBeforeMs,
    openWindows: gold.openWindows,
    newestMs: new Map(Object.entries(gold.newestMs).map(([partition, ms]) => [Number(partition), ms])),
    idle: (partition) => gold.idle.includes(partition),
    finished: gold.finished,
  });

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
        gold: goldView(),
        held: { records: 0, bytes: 0 },
        tables: tables.figures(nowMs()),
        counters: {
          lateDropped: gold.lateDropped,
          deduplicated,
          revisedWindows: gold.revisedWindows,
        },
        silver: undefined,
        latencyMs: { bronze: null, silver: null, gold: null },
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

/** The tables, made when they are missing (sooner than Spark would) and then looked at twice a second. */
async function watchTables({ lakeDir, settings }: RunSpec, onTrouble: (error: unknown) => void) {
  const session = await openDuckDb({ threads: 1, memoryLimitMb: 256 });
  const ports = lakePorts(localStorage(lakeDir), session);
  const tables = await openTables(ports, { settings, onCheckpointError: (_, error) => onTrouble(error) });
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    await Promise.all(Object.values(tables).map((table) => table.refresh())).catch(onTrouble);
    looking = false;
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return { figures: tableFigures(tables), stop: () => clearInterval(timer) };
}

function failedDriver(message: string): LakequakeError {
  return new LakequakeError('internal', `Spark gave up: ${message}`, {
    hint: 'See its whole story with `npx lakequake logs processor-1`.',
  });
}

function failure(): { failed: Promise<never>; fail: (error: unknown) => void } {
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined); // Whoever awaits it sees the error.
  return { failed, fail };
}
