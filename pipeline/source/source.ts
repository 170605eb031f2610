// The source: takes events from its input as they fall due, keys them, lets the transform see them, and hands them to the
// dispatcher. Restarted after a crash it first settles what its ledger leaves open, then goes on where the ledger ends.
// It never sends what the ledger does not know, and never forgets what it took from its input.
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { SourceEvent } from '../contract/event.ts';
import type { Clock, EventTransform, KafkaSend } from '../contract/ports.ts';
import type { SourceReport } from '../contract/progress.ts';
import type { RunSpec } from '../contract/run-spec.ts';
import { createPartitioner } from '../kafka/send-partitioner.ts';
import type { ReadBack } from '../kafka/send-read-back.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { keyBy } from './event-key.ts';
import type { EventInput } from './input.ts';
import type { LedgerFold } from './ledger/fold-ledger.ts';
import type { LedgerWriter } from './ledger/ledger-writer.ts';
import { createPacer } from './pacer.ts';
import { createResolve } from './resolve.ts';
import { recoverUnfinished } from './resume.ts';
import { burstyRhythm } from './rhythm.ts';
import type { Tally } from './tally.ts';

export interface SourceOptions {
  spec: RunSpec;
  /** Partitions the topic really has. */
  partitions: number;
  input: EventInput;
  /** What the ledger says already; empty at the first start. */
  past: LedgerFold;
  ledger: LedgerWriter;
  ports: { clock: Clock; kafkaSend: KafkaSend; eventTransform: EventTransform };
  readBack: ReadBack;
  tally: Tally;
  logger: Logger<never>;
}

export interface Source {
  /** Resolves when it was stopped, or its input had ended and every outcome was known; rejects with what ended it. */
  run(): Promise<void>;
  /** Takes no more from the input, sends what waits; `run` resolves when all is settled or after a bound. */
  stop(): void;
  setRate(ratePerSecond: number | null): void;
  report(): SourceReport;
}

/** Events taken from the input at a time: a few ms of work, so that reports and acknowledgements are not kept waiting. */
const SLICE_EVENTS = 1_000;
/** Without a rate, no more than this many batches per partition are made ahead: what waits longer only costs memory. */
const IN_HAND_BATCHES = 2;
const TICK_MS = 4;
/** News of a topic reach all brokers within this time. */
const NEWS_MS = 500;
const STOP_BOUND_MS = 30_000;

/** A source that has not started. */
export function createSource(options: SourceOptions): Source {
  const { spec, input, past, ledger, ports, readBack, tally, logger } = options;
  const { clock, eventTransform } = ports;
  const { producer } = spec.settings;
  const { eventOriginMs, kafkaOriginMs, speed } = spec.eventClock;
  const keyOf = keyBy(producer.key);
  const bursty = (rate: number) => burstyRhythm(spec.seed, rate);
  const pacer = createPacer(
    spec.source.ratePerSecond,
    clock.now(),
    spec.source.shape === 'bursty' ? bursty : undefined,
  );
  let { partitions } = options;
  let growAt: number | undefined;
  let stoppedAt: number | undefined;
  let state: SourceReport['state'] = 'running';
  let fatal: unknown;

  const resolve = createResolve({
    runId: spec.runId,
    topic: spec.topic,
    graceMs: producer.requestTimeoutMs,
    readBack,
    write: (line) => ledger.append(line),
    clock,
    onTrouble: (error, { b, p }) =>
      logger.warn({ batchId: b, partition: p, error }, 'reading back failed, again'),
    isStopped: () => fatal !== undefined || gaveUp(),
  });
  const dispatcher: Dispatcher = createDispatcher({
    spec,
    partitions,
    partitionOf: createPartitioner(partitions),
    kafkaSend: ports.kafkaSend,
    ledger,
    resolve,
    clock,
    tally,
    logger,
    firstBatch: past.lastBatch + 1,
    onFatal: (error) => {
      fatal ??= error;
    },
  });

  const gaveUp = (): boolean => stoppedAt !== undefined && performance.now() - stoppedAt > STOP_BOUND_MS;
  const eventTime = (kafkaMs: number): number => eventOriginMs + (kafkaMs - kafkaOriginMs) * speed;

  function admit(event: SourceEvent): void {
    event.key = keyOf(event);
    tally.made++;
    if (event.truth.timeMs !== null)
      tally.newestEventTime = Math.max(tally.newestEventTime ?? 0, event.truth.timeMs);
    for (const sent of eventTransform.apply(event)) dispatcher.enqueue(sent);
  }

  /**
   * Uses new partitions once the producer must have heard of them too: kafkajs asks again when its metadata is older than its age, and
   * would resolve a send to a partition it does not know without sending anything.
   */
  function growWithTopic(nowMs: number): void {
    if (tally.leaders.size <= partitions) return;
    growAt ??= nowMs + producer.metadataMaxAgeMs + NEWS_MS;
    if (nowMs < growAt) return;
    growAt = undefined;
    partitions = tally.leaders.size;
    dispatcher.grow(partitions, createPartitioner(partitions));
    logger.info({ partitions }, 'the topic has more partitions; they are used from now on');
  }

  /** Takes what is due; returns how long nothing will be, ms. */
  async function slice(): Promise<number> {
    const nowMs = clock.now();
    growWithTopic(nowMs);
    for (const event of eventTransform.due(nowMs)) dispatcher.enqueue(event);
    const due = pacer.due(nowMs);
    const room = dispatcher.room(pacer.ratePerSecond === null ? IN_HAND_BATCHES : Infinity);
    const count = Math.min(due, room, SLICE_EVENTS);
    state =
      (due > 0 && due < Infinity && room === 0) || ledger.waitingLines > partitions * 4
        ? 'blocked'
        : 'running';
    if (count > 0) {
      await input.ready();
      for (const event of input.take(count, () => eventTime(pacer.next(nowMs)))) admit(event);
    }
    dispatcher.tick();
    return count > 0 && due > count ? 0 : TICK_MS;
  }

  async function produce(): Promise<void> {
    while (!input.ended && stoppedAt === undefined && fatal === undefined) {
      const waitMs = await slice();
      await (waitMs === 0 ? immediate() : delay(waitMs));
    }
  }

  async function settle(): Promise<void> {
    for (const event of eventTransform.due(Number.POSITIVE_INFINITY)) dispatcher.enqueue(event);
    dispatcher.flush();
    while (!dispatcher.idle() && fatal === undefined && !gaveUp()) {
      dispatcher.tick();
      await delay(TICK_MS);
    }
  }

  async function run(): Promise<void> {
    const resumed = producer.resumeFrom === 'ledger' && past.header !== undefined;
    if (!past.header) await ledger.append(headerOf(spec, clock.now()));
    if (resumed)
      recoverUnfinished({
        past,
        input,
        dispatcher,
        resolve,
        keyOf,
        tally,
        eventTime,
        spec,
        clock,
        logger,
        partitions,
      });
    let inputError: unknown;
    await produce().catch((error: unknown) => {
      inputError = error;
    });
    await settle();
    if (fatal !== undefined) throw fatal;
    const complete = (input.ended || inputError !== undefined) && dispatcher.idle();
    if (complete || stoppedAt !== undefined)
      await ledger.append({ t: 'end', at: clock.now(), made: madeInAll() });
    if (inputError !== undefined) throw inputError;
    state = 'done';
  }

  const madeInAll = (): number => (producer.resumeFrom === 'ledger' ? past.lastSeq + 1 : 0) + tally.made;

  return {
    run,
    stop: () => {
      stoppedAt ??= performance.now();
    },
    setRate: (ratePerSecond) => pacer.setRate(ratePerSecond, clock.now()),
    report: () => ({
      type: 'source',
      at: clock.now(),
      runId: spec.runId,
      pid: process.pid,
      made: tally.made,
      acked: tally.acked,
      failed: tally.failed,
      unknown: tally.unknown,
      droppedAtSource: tally.dropped,
      openEvents: tally.openEvents,
      openSends: [...tally.openSends.keys()].sort((a, b) => a - b),
      ...tally.takeLatencies(),
      targetRatePerSecond: pacer.ratePerSecond,
      newestEventTime: tally.newestEventTime,
      ledgerBytes: ledger.sizeBytes,
      rssBytes: process.memoryUsage.rss(),
      state,
    }),
  };
}

function headerOf(spec: RunSpec, startedAt: number) {
  const { runId, topic, seed, eventClock, eventTimeMode } = spec;
  const { input } = spec.source;
  const source = input.kind === 'file' ? input.path : `generator (seed ${seed})`;
  return { t: 'run', v: 1, runId, topic, seed, startedAt, eventClock, eventTimeMode, source } as const;
}
