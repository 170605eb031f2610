// From events to batches on their way: queues by partition, cuts batches, keeps to the allowed number of unfinished sends. What
// becomes of a batch is settled in shipping.ts. Order within a partition is kept as long as one send at a time is allowed. An event
// leaves the buffer only when its outcome is known (or given up, in the naive variants).
import type { SourceEvent } from '../contract/event.ts';
import { createBatchQueue } from './batch-queue.ts';
import { type Batch, createShipping, type ShippingOptions } from './shipping.ts';

export interface DispatcherOptions extends ShippingOptions {
  partitions: number;
  partitionOf: (key: string | null, seq: number) => number;
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

/** A dispatcher; call `tick` every few ms. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { ledger, clock, tally, onFatal } = options;
  const settings = options.spec.settings.producer;
  const { batchOf, ship, shipAll } = createShipping(options);
  const grouped = settings.sendGrouping === 'many-partitions';
  const queues = Array.from({ length: options.partitions }, createBatchQueue);
  const unfinished = new Array<number>(options.partitions).fill(0);
  let { partitionOf } = options;
  const droppedNow: number[] = [];
  let unfinishedGroups = 0;
  let buffered = 0;
  let flushing = false;

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
