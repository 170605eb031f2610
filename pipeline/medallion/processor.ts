// One processor: the feed and the three streaming queries, wired together. It runs until told to stop or until one of its
// parts cannot go on. The process that holds partition 0 owns silver and gold; a zombie that believes so too is stopped by
// the positions in the tables.
import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { Ports } from '../contract/ports.ts';
import type { ProcessorReport, StreamingQueryProgress } from '../contract/progress.ts';
import type { RunSpec } from '../contract/run-spec.ts';
import { appId, type TableName } from '../contract/tables.ts';
import { openFeed } from '../kafka/feed.ts';
import { watchLogEnds } from '../kafka/log-ends.ts';
import { type QueryLoop, startQueryLoop, type Timing } from '../stream/streaming-query.ts';
import { bronzeQuery, keepsPositionsInKafka } from './bronze-query.ts';
import { tellKafka } from './courtesy-offsets.ts';
import { firstFailure } from './first-failure.ts';
import { goldQuery } from './gold-query.ts';
import { handOver } from './hand-over.ts';
import { inputEnded, parseEndOffsets } from './input-end.ts';
import { integrityOf } from './integrity.ts';
import type { Lakehouse } from './lakehouse.ts';
import { latencyTrail } from './latency-trail.ts';
import { startMaintenance } from './maintenance.ts';
import { processorReport, tableFigures } from './processor-report.ts';
import type { QueryContext } from './query-context.ts';
import { silverFigures } from './row-figures.ts';
import { silverQuery } from './silver-query.ts';

export interface ProcessorOptions {
  spec: RunSpec;
  name: string;
  ports: Pick<Ports, 'clock' | 'offsetStore'>;
  kafka: Kafka;
  /** Connected. */
  admin: Admin;
  lakehouse: Lakehouse;
  /** What storage refused, and how slow it was, since it was last asked. */
  storageFigures?: () => NonNullable<ProcessorReport['storage']>;
  log: Logger;
  onProgress: (progress: StreamingQueryProgress) => void;
}

export interface Processor {
  /** Joins the group and starts the queries. */
  start(): Promise<void>;
  /** The input ends at these offsets (next offset per partition). */
  finish(endOffsets: Readonly<Record<string, string>>): void;
  report(): ProcessorReport;
  /** Ends the queries after the batches under way and leaves the group. */
  stop(): Promise<void>;
  /** For an offset store that keeps positions with the group. */
  commitOffsets(nextOffsets: ReadonlyMap<number, bigint>): Promise<void>;
  /** Rejects with the error that ends the processor; never resolves. */
  readonly failed: Promise<never>;
}

/** Batches of one layer kept in memory for the next. */
const HAND_OVER_BATCHES = 2;
/** Other processes' commits and idleness are looked for at least this often. */
const LONGEST_POLL_MS = 500;
/** Compaction of a table waits until its reader is this close to the end. */
const NEAR_VERSIONS = 20;

/** Wires a processor; nothing runs before `start`. */
export async function createProcessor(options: ProcessorOptions): Promise<Processor> {
  const { spec, lakehouse, log, admin } = options;
  const { settings, topic } = spec;
  const { bronze } = lakehouse.tables;
  const nowMs = (): number => options.ports.clock.now();
  const context: QueryContext = {
    spec,
    lakehouse,
    nowMs,
    log,
    report: options.onProgress,
    newId: lakehouse.ports.newId,
  };
  const counters = { lateDropped: 0, deduplicated: 0, revisedWindows: 0 };
  const trail = latencyTrail(nowMs);
  const rowFigures = silverFigures();
  const loops: QueryLoop[] = [];
  const wake = (): void => {
    for (const loop of loops) loop.wake();
  };
  const { failed, fail } = firstFailure();
  let endOffsets: ReadonlyMap<number, number> | undefined;
  let ownsSilver = false;
  let toForget = false;
  let state: ProcessorReport['state'] = 'joining';

  const rowLimit = HAND_OVER_BATCHES * settings.stream.maxBatchEvents;
  const dropping = await lakehouse.connect();
  const bronzeHandOver = handOver(dropping, rowLimit);
  const silverHandOver = handOver(dropping, rowLimit);
  const logEnds = watchLogEnds(admin, topic, (err) => log.debug({ err }, 'log ends not known'));
  const positionOf = (partition: number) => bronze.transactionVersion(appId.bronze(topic, partition));
  const bronzeEnded = (): boolean => inputEnded({ endOffsets, positionOf });

  async function storedPositions(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    if (keepsPositionsInKafka(settings.consumer)) {
      const offsets = await options.ports.offsetStore.load(topic, [...partitions]);
      return new Map([...offsets].map(([partition, offset]) => [partition, Number(offset)]));
    }
    await bronze.refresh();
    return new Map(
      partitions.flatMap((partition) => {
        const position = positionOf(partition);
        return position === undefined ? [] : [[partition, position] as const];
      }),
    );
  }

  /** What was told to Kafka before a join may never have arrived, so it is told again. */
  async function positionsOnJoin(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const stored = await storedPositions(partitions);
    if (!keepsPositionsInKafka(settings.consumer))
      tellKafka(feed, log, new Map([...stored].map(([partition, next]) => [partition, BigInt(next)])));
    return stored;
  }

  const feed = openFeed({
    kafka: options.kafka,
    admin,
    topic,
    group: spec.group,
    settings,
    storedPositions: positionsOnJoin,
    onRecords: wake,
    onJoin: (assigned) => {
      const owns = assigned.includes(0);
      log.info({ assigned, ownsSilverAndGold: owns }, 'positions of the consumer group are read anew');
      if (owns && !ownsSilver) toForget = true;
      ownsSilver = owns;
      if (state === 'joining') state = 'running';
      wake();
    },
    onFatal: fail,
  });

  const bronzeStream = await bronzeQuery({
    context,
    feed,
    offsetStore: options.ports.offsetStore,
    handOver: bronzeHandOver,
    ownsSilver: () => ownsSilver,
    onCommit: (_version, _rows, producedMs) => {
      trail.bronze(producedMs);
      wake();
    },
  });
  const pollMs = Math.min(LONGEST_POLL_MS, Math.max(50, settings.stream.triggerMs));
  const silverStream = await silverQuery({
    context,
    bronzeHandOver,
    silverHandOver,
    pollMs,
    onCommit: (batch) => {
      const { version, producedMs } = batch;
      counters.deduplicated += batch.deduplicated;
      rowFigures.add(batch);
      trail.silver(version, producedMs);
      wake();
    },
  });
  const goldStream = await goldQuery({
    context,
    silverHandOver,
    pollMs,
    partitions: logEnds.partitions,
    inputEnded: () => bronzeEnded() && silverStream.caughtUpTo() === bronze.version,
    onCommit: ({ from, to, lateDropped, revisedWindows }) => {
      counters.lateDropped += lateDropped;
      counters.revisedWindows += revisedWindows;
      trail.gold(from, to);
    },
  });
  const integrity = await integrityOf({ lakehouse, kafka: options.kafka, spec, nowMs, log });
  const maintenance = await startMaintenance({
    lakehouse,
    integrity,
    settings: settings.lake,
    isOwner: () => ownsSilver,
    isRead: (table: TableName) =>
      table !== 'bronze' || silverStream.caughtUpTo() >= bronze.version - NEAR_VERSIONS,
    onError: (table, err) =>
      log.warn({ err, table }, 'maintenance of a table failed; the next round tries again'),
  });

  /** Downstream of bronze only the owner works; a new owner trusts nothing it remembers. */
  const whenOwner = (query: { input(): 'none' | 'some' | 'full'; runBatch(): Promise<void> }) => ({
    input: () => (ownsSilver ? query.input() : 'none'),
    runBatch: async () => {
      if (toForget) {
        toForget = false;
        await Promise.all([silverStream.forget(), goldStream.forget()]);
      }
      await query.runBatch();
    },
  });

  function run(query: { input(): 'none' | 'some' | 'full'; runBatch(): Promise<void> }): void {
    const timing: Timing = { nowMs: () => performance.now(), wait: waitFor };
    const loop = startQueryLoop({ ...query, triggerMs: settings.stream.triggerMs, pollMs, timing });
    loop.done.catch(fail);
    loops.push(loop);
  }

  function stateNow(): ProcessorReport['state'] {
    if (state !== 'running') return state;
    if (endOffsets === undefined) return state;
    // Who does not own silver has done its work when its own partitions are in bronze.
    const own = new Map([...endOffsets].filter(([partition]) => feed.assigned()?.includes(partition)));
    const finished = ownsSilver ? goldStream.view().finished : inputEnded({ endOffsets: own, positionOf });
    return finished ? 'finished' : 'running';
  }

  const figures = tableFigures(lakehouse.tables);
  return {
    failed,
    start: async () => {
      run(bronzeStream);
      run(whenOwner(silverStream));
      run(whenOwner(goldStream));
      await feed.start();
    },
    finish: (told) => {
      endOffsets = parseEndOffsets(told);
      wake();
    },
    report: () =>
      processorReport({
        nowMs: nowMs(),
        runId: spec.runId,
        name: options.name,
        assigned: feed.assigned() ?? [],
        views: feed.partitions(),
        logEnds: logEnds.current(),
        gold: goldStream.view(),
        held: { records: feed.heldRecords(), bytes: feed.heldBytes() },
        tables: figures(nowMs()),
        counters: { ...counters },
        silver: rowFigures.now(),
        latencyMs: trail.take(),
        storage: options.storageFigures?.(),
        integrity: integrity.figures(),
        state: stateNow(),
      }),
    stop: async () => {
      for (const loop of loops) loop.stop();
      await Promise.allSettled(loops.map((loop) => loop.done));
      state = 'stopped';
      logEnds.stop();
      await maintenance.stop();
      await Promise.all(Object.values(lakehouse.tables).map((table) => table.settled()));
      await feed.stop();
    },
    commitOffsets: feed.commitOffsets,
  };
}

/** Resolves after `ms` or when the signal fires. */
function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => undefined);
}
