// Between Kafka and bronze: holds fetched records per partition, in offset order, from exactly the stored position on.
// Drops what was delivered before, never skips a hole: a hole is first proved with the broker, then it stops the process
// with its exact range (or is jumped over, where settings say so). Everything here is void after a join.
import type { Admin, Kafka } from 'kafkajs';
import type { Settings } from '../contract/settings.ts';
import { judgeRange } from '../stream/offset-range.ts';
import { endOf, type RecordRun, sliceRun, takeRuns } from '../stream/record-buffer.ts';
import { offsetBounds } from './admin.ts';
import { type FetchedBatch, type GroupConsumer, groupConsumer } from './consumer.ts';
import { isConsecutive, recordRun, splitAtHoles } from './record-run.ts';
import { offsetGap, type StartPosition, startPositions } from './start-positions.ts';

/** `position` is the next offset to hand out. */
interface PartitionFeed extends Omit<StartPosition, 'partition'> {
  /** Next offset to fetch. */
  next: number;
  runs: RecordRun[];
}

/** Records of several partitions for one bronze commit, and what it moves. */
export interface TakenBatch {
  runs: RecordRun[];
  rows: number;
  /** Per partition: the stored position this batch builds on, and the next offset after it. */
  moves: Map<number, { stored: number | undefined; next: number }>;
}

export interface FeedOptions {
  kafka: Kafka;
  admin: Admin;
  topic: string;
  group: string;
  settings: Settings;
  /** Stored positions by partition; partitions never read are absent. */
  storedPositions(partitions: readonly number[]): Promise<ReadonlyMap<number, number>>;
  onRecords(): void;
  onJoin(assigned: readonly number[]): void;
  onFatal(error: unknown): void;
}

export interface PartitionView {
  partition: number;
  position: number;
  logEndOffset: number;
  oldestHeldMs: number | null;
}

export interface Feed {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Up to `limit` records, in offset order per partition; undefined when none are held. */
  take(limit: number): TakenBatch | undefined;
  /** The batch is stored. */
  committed(batch: TakenBatch): void;
  /** Forget what is held and start again from the stored positions. */
  reposition(): void;
  commitOffsets: GroupConsumer['commitOffsets'];
  heldRecords(): number;
  heldBytes(): number;
  /** undefined until the first join. */
  assigned(): readonly number[] | undefined;
  partitions(): PartitionView[];
}

/** Opens the feed of this process's share of a topic. */
export function openFeed(options: FeedOptions): Feed {
  const { admin, topic, settings } = options;
  const { outOfRange } = settings.consumer;
  const limit =
    settings.stream.bufferPolicy === 'unbounded' ? Number.POSITIVE_INFINITY : settings.stream.bufferEvents;
  let feeds = new Map<number, PartitionFeed>();
  let assigned: readonly number[] | undefined;
  let held = 0;
  let heldBytes = 0;
  let proving = false;
  let lastHole = '';
  const waiters = new Set<() => void>();

  const letIn = (): void => {
    if (held >= limit) return;
    for (const waiter of waiters) waiter();
    waiters.clear();
  };

  function forget(): void {
    feeds = new Map();
    held = 0;
    heldBytes = 0;
    letIn();
  }

  async function positions(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    if (partitions.length === 0) return new Map();
    const stored = await options.storedPositions(partitions);
    const starts = await startPositions({ admin, topic, partitions, stored, settings: settings.consumer });
    const next = new Map<number, PartitionFeed>();
    for (const { partition, ...start } of starts)
      next.set(partition, { ...start, next: start.position, runs: [] });
    feeds = next;
    return new Map(starts.map(({ partition, position }) => [partition, position]));
  }

  function onBatch({ partition, messages, logEndOffset }: FetchedBatch): boolean {
    const feed = feeds.get(partition);
    if (!feed) return false;
    feed.logEndOffset = Math.max(feed.logEndOffset, logEndOffset);
    const parts = isConsecutive(messages) ? [messages] : splitAtHoles(messages);
    for (const part of parts) if (!keep(feed, partition, part)) return false;
    options.onRecords();
    return true;
  }

  function keep(feed: PartitionFeed, partition: number, messages: FetchedBatch['messages']): boolean {
    const first = Number(messages[0]!.offset);
    const verdict = judgeRange(feed.next, first, first + messages.length - 1);
    if (verdict.kind === 'redelivered') return true;
    if (verdict.kind === 'gap' && outOfRange === 'stop') {
      prove(partition, verdict.from, verdict.to);
      return false;
    }
    const run = recordRun(topic, partition, messages);
    const fresh = verdict.kind === 'take' ? sliceRun(run, verdict.skip, run.ids.length) : run;
    feed.runs.push(fresh);
    feed.next = endOf(fresh);
    held += fresh.ids.length;
    heldBytes += fresh.sizeBytes;
    return true;
  }

  /** A hole may be a batch from before a seek. If the broker still has the records, read again; if not, stop. */
  function prove(partition: number, from: number, to: number): void {
    if (proving) return;
    proving = true;
    offsetBounds(admin, topic)
      .then((bounds) => {
        const low = bounds.get(partition)?.low ?? 0;
        const hole = `${partition}:${from}:${to}`;
        if (low > from) throw offsetGap(topic, partition, from, Math.min(to, low - 1));
        if (hole === lastHole) throw offsetGap(topic, partition, from, to);
        lastHole = hole;
        consumer.reposition();
      })
      .catch(options.onFatal)
      .finally(() => {
        proving = false;
      });
  }

  const consumer = groupConsumer({
    kafka: options.kafka,
    topic,
    group: options.group,
    settings: settings.consumer,
    onJoin: (partitions) => {
      assigned = partitions;
      forget();
      options.onJoin(partitions);
    },
    positions,
    onBatch,
    room: (signal) =>
      new Promise((resolve) => {
        if (held < limit || signal.aborted) return resolve();
        waiters.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
    onFatal: options.onFatal,
  });

  return {
    start: consumer.start,
    stop: consumer.stop,
    take: (rows) => {
      const batch: TakenBatch = { runs: [], rows: 0, moves: new Map() };
      // An even share of each first, so that one long partition cannot starve the others.
      const waiting = [...feeds.values()].filter((feed) => feed.runs.length > 0);
      const share = Math.ceil(rows / Math.max(1, waiting.length));
      for (const feed of waiting) takeFrom(feed, Math.min(share, rows - batch.rows), batch);
      for (const feed of waiting) takeFrom(feed, rows - batch.rows, batch);
      held -= batch.rows;
      heldBytes -= batch.runs.reduce((sum, run) => sum + run.sizeBytes, 0);
      letIn();
      return batch.rows === 0 ? undefined : batch;
    },
    committed: (batch) => {
      for (const [partition, { next }] of batch.moves) {
        const feed = feeds.get(partition);
        // After a join meanwhile the feed was read from the table anew.
        if (feed?.position === next) feed.stored = next;
      }
    },
    reposition: () => consumer.reposition(),
    commitOffsets: consumer.commitOffsets,
    heldRecords: () => held,
    heldBytes: () => heldBytes,
    assigned: () => assigned,
    partitions: () =>
      [...feeds].map(([partition, feed]) => ({
        partition,
        position: feed.stored ?? feed.position,
        logEndOffset: feed.logEndOffset,
        oldestHeldMs: feed.runs[0]?.timesMs[0] ?? null,
      })),
  };
}

function takeFrom(feed: PartitionFeed, limit: number, batch: TakenBatch): void {
  const runs = takeRuns(feed.runs, limit);
  const last = runs.at(-1);
  if (last === undefined) return;
  const { partition } = last;
  batch.runs.push(...runs);
  batch.rows += runs.reduce((sum, run) => sum + run.ids.length, 0);
  batch.moves.set(partition, { stored: feed.stored, next: endOf(last) });
  feed.position = endOf(last);
}
