// From events to acknowledged records: queues by partition, cuts batches, keeps to the allowed number of unfinished sends, and
// settles what was rejected. Order within a partition is kept as long as one send at a time is allowed. An event leaves the buffer
// only when its outcome is known (or given up, in the naive variants).
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { LakequakeError as Failure, type LakequakeError } from '../contract/errors.ts';
import { eventId, type SourceEvent } from '../contract/event.ts';
import type { LedgerOutcome } from '../contract/ledger.ts';
import type { Clock, KafkaSend, SendAck, SendRequest } from '../contract/ports.ts';
import type { RunSpec } from '../contract/run-spec.ts';
import type { SendRejection } from '../kafka/producer.ts';
import { createBatchQueue } from './batch-queue.ts';
import { intentLine } from './ledger/ledger-lines.ts';
import type { LedgerWriter } from './ledger/ledger-writer.ts';
import type { Resolve } from './resolve.ts';
import type { Tally } from './tally.ts';

export interface DispatcherOptions {
  spec: RunSpec;
  partitions: number;
  partitionOf: (key: string | null, seq: number) => number;
  kafkaSend: KafkaSend;
  ledger: LedgerWriter;
  resolve: Resolve;
  clock: Clock;
  tally: Tally;
  logger: Logger<never>;
  firstBatch: number;
  /** An error after which nothing may be sent any more. */
  onFatal: (error: unknown) => void;
}

export interface Dispatcher {
  enqueue(event: SourceEvent): void;
  /** Events that may still be enqueued within the buffer's bound and `maxBatches` per partition. */
  room(maxBatches: number): number;
  /** Starts what is due. */
  tick(): void;
  /** Sends everything that waits, whatever its age, from now on. */
  flush(): void;
  /** Nothing waits and every outcome is known. */
  idle(): boolean;
  /** The topic has more partitions now; what waits stays where it is, later events are spread over all. */
  grow(partitions: number, partitionOf: DispatcherOptions['partitionOf']): void;
  /** Keeps a partition shut until these events are known, sends them, then opens it. */
  hold(partition: number, absent: Promise<SourceEvent[]>): void;
  /** Counts as busy until these events are there, then enqueues them. */
  holdInput(events: Promise<SourceEvent[]>): void;
}

interface Batch {
  b: number;
  p: number;
  events: SourceEvent[];
  sentAt: number;
  /** First offset at which it may stand. */
  from: bigint;
}

/** A dispatcher; call `tick` every few ms. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { spec, kafkaSend, ledger, resolve, clock, tally, onFatal } = options;
  const settings = spec.settings.producer;
  const grouped = settings.sendGrouping === 'many-partitions';
  const queues = Array.from({ length: options.partitions }, createBatchQueue);
  const unfinished = new Array<number>(options.partitions).fill(0);
  let { partitionOf } = options;
  const droppedNow: number[] = [];
  let unfinishedGroups = 0;
  let buffered = 0;
  let nextBatch = options.firstBatch;
  let flushing = false;

  const outcome = (line: LedgerOutcome): void => void ledger.append(line).catch(onFatal);

  function enqueue(event: SourceEvent): void {
    if (settings.bufferPolicy === 'drop' && buffered >= settings.bufferEvents) {
      droppedNow.push(event.seq);
      tally.dropped++;
      return;
    }
    buffered++;
    queues[partitionOf(event.key, event.seq)]!.push(event, clock.now());
  }

  function noteDropped(): void {
    if (droppedNow.length === 0) return;
    const seq = droppedNow.splice(0);
    ledger.append({ t: 'dropped', at: clock.now(), seq, why: 'the buffer was full' }).catch(onFatal);
  }

  const batchOf = (p: number, events: SourceEvent[]): Batch => ({
    b: nextBatch++,
    p,
    events,
    sentAt: 0,
    from: 0n,
  });
  const cut = (p: number, max: number): Batch => batchOf(p, queues[p]!.take(max, clock.now()));

  function isDue(p: number, nowMs: number): boolean {
    const queue = queues[p]!;
    if (queue.length === 0) return false;
    return flushing || queue.length >= settings.batchEvents || nowMs - queue.oldestAt >= settings.lingerMs;
  }

  function tickPartitions(nowMs: number): void {
    for (let p = 0; p < queues.length; p++)
      while (unfinished[p]! < settings.unfinishedSendsPerPartition && isDue(p, nowMs))
        run([cut(p, settings.batchEvents)]);
  }

  /** The naive way: whatever waits for any partition goes out in one send. */
  function tickGroup(nowMs: number): void {
    while (unfinishedGroups < settings.unfinishedSendsPerPartition) {
      const waiting = queues.map((_, p) => p).filter((p) => queues[p]!.length > 0);
      if (!waiting.some((p) => isDue(p, nowMs))) return;
      const each = Math.max(1, Math.floor(settings.batchEvents / waiting.length));
      run(waiting.map((p) => cut(p, each)));
    }
  }

  function run(batches: Batch[]): void {
    unfinishedGroups++;
    for (const { p } of batches) unfinished[p]!++;
    ship(batches)
      .catch(onFatal)
      .finally(() => {
        unfinishedGroups--;
        for (const { p, events } of batches) {
          unfinished[p]!--;
          buffered -= events.length;
        }
      });
  }

  /** Sends batches until each has an outcome that the settings accept. */
  async function ship(batches: Batch[]): Promise<void> {
    let work = [batches];
    while (work.length > 0) {
      const [first, ...rest] = work;
      const again = await attempt(first!);
      work = [...again, ...rest];
    }
  }

  async function attempt(batches: Batch[]): Promise<Batch[][]> {
    if (!ledger.off)
      await Promise.all(
        batches.map(({ b, p, events }) => ledger.append(intentLine(b, p, clock.now(), events))),
      );
    for (const batch of batches) opened(batch);
    try {
      const acks = await kafkaSend.send(batches.map(requestOf));
      for (const batch of batches) acked(batch, acks);
      return [];
    } catch (error) {
      const rejection = rejectionOf(error);
      const settled = await Promise.all(batches.map((batch) => settle(batch, rejection)));
      return settled.flat();
    } finally {
      for (const batch of batches) closed(batch);
    }
  }

  function requestOf({ p, events }: Batch): SendRequest {
    const timestampMs = Math.floor(clock.now());
    const records = events.map(({ seq, key, line }) => ({
      id: eventId(spec.runId, seq),
      key,
      value: line === null ? null : Buffer.from(line, 'latin1'),
      timestampMs,
    }));
    return { topic: spec.topic, partition: p, records };
  }

  function opened(batch: Batch): void {
    batch.sentAt = performance.now();
    batch.from = resolve.knownEnd(batch.p);
    tally.openEvents += batch.events.length;
    tally.openSends.set(batch.p, (tally.openSends.get(batch.p) ?? 0) + 1);
  }
  function closed({ p, events }: Batch): void {
    tally.openEvents -= events.length;
    const left = (tally.openSends.get(p) ?? 1) - 1;
    if (left > 0) tally.openSends.set(p, left);
    else tally.openSends.delete(p);
  }

  function acked({ b, p, events, sentAt }: Batch, acks: SendAck[]): void {
    const base = acks.find((ack) => ack.partition === p)?.baseOffset ?? -1n;
    outcome({ t: 'acked', b, p, at: clock.now(), base: base.toString(), n: events.length });
    tally.acked += events.length;
    tally.latency(p, performance.now() - sentAt);
    if (base >= 0n) resolve.known(p, base + BigInt(events.length));
  }

  /** Writes the outcome of a rejected batch; returns what is to be sent again, as new batches. */
  async function settle(batch: Batch, rejection: SendRejection): Promise<Batch[][]> {
    const { b, p, events, from } = batch;
    const t = rejection.definite ? 'failed' : 'unknown';
    outcome({ t, b, p, at: clock.now(), why: rejection.why });
    options.logger.warn({ batchId: b, partition: p, events: events.length, ...rejection }, `send ${t}`);
    if (
      rejection.definite &&
      rejection.tooLarge &&
      events.length > 1 &&
      settings.unknownOutcome !== 'give-up'
    )
      return halves(batch);
    if (settings.unknownOutcome === 'give-up' || (rejection.definite && rejection.hopeless)) {
      tally[t] += events.length;
      return [];
    }
    if (rejection.definite || settings.unknownOutcome === 'resend') {
      await delay(settings.retryBackoffMs);
      return [[batchOf(p, events)]];
    }
    tally.unknown += events.length;
    const absent = await resolve.settle({ b, p, events, from, since: clock.now() });
    tally.unknown -= events.length;
    tally.acked += events.length - absent.length;
    return absent.length > 0 ? [[batchOf(p, absent)]] : [];
  }

  function halves({ p, events }: Batch): Batch[][] {
    const middle = Math.ceil(events.length / 2);
    return [events.slice(0, middle), events.slice(middle)].map((half) => [batchOf(p, half)]);
  }

  /** Sends a list in batches, one after the other. */
  async function shipAll(p: number, events: SourceEvent[]): Promise<void> {
    for (let at = 0; at < events.length; at += settings.batchEvents)
      await ship([batchOf(p, events.slice(at, at + settings.batchEvents))]);
  }

  return {
    enqueue,
    room(maxBatches) {
      const ahead = maxBatches * settings.batchEvents * queues.length;
      const bound = settings.bufferPolicy === 'drop' ? Infinity : settings.bufferEvents;
      return Math.max(0, Math.min(bound, ahead) - buffered);
    },
    tick() {
      noteDropped();
      const nowMs = clock.now();
      if (grouped) tickGroup(nowMs);
      else tickPartitions(nowMs);
    },
    flush: () => {
      flushing = true;
    },
    grow(partitions, spread) {
      while (queues.length < partitions) {
        queues.push(createBatchQueue());
        unfinished.push(0);
      }
      partitionOf = spread;
    },
    idle: () => buffered === 0 && unfinishedGroups === 0 && droppedNow.length === 0,
    hold(p, absent) {
      unfinishedGroups++;
      unfinished[p] = unfinished[p]! + settings.unfinishedSendsPerPartition;
      const release = (): void => {
        unfinishedGroups--;
        unfinished[p] = unfinished[p]! - settings.unfinishedSendsPerPartition;
      };
      absent
        .then((events) => shipAll(p, events))
        .catch(onFatal)
        .finally(release);
    },
    holdInput(events) {
      unfinishedGroups++;
      events
        .then((list) => list.forEach(enqueue))
        .catch(onFatal)
        .finally(() => {
          unfinishedGroups--;
        });
    },
  };
}

/** Only a rejected send is an outcome; anything else (a port that breaks, the ledger's disk) ends the source. */
function rejectionOf(error: unknown): SendRejection {
  const failure = error as LakequakeError;
  if (!(error instanceof Failure) || failure.code !== 'send-rejected') throw error;
  const {
    why = failure.message,
    hopeless = false,
    tooLarge = false,
    transient = true,
    attempts = 1,
  } = failure.context as Partial<SendRejection>;
  return { why, hopeless, tooLarge, transient, attempts, definite: failure.definite };
}
