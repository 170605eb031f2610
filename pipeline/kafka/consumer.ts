// A member of the consumer group that reads from positions somebody else keeps. kafkajs has no assign or revoke hook and
// resets silently when out of range, so: on joining pause at once, ask for the positions, seek, resume; and hand out every
// fetched run as it came, for the feed to judge. It never decides what a position is and never drops a record itself.
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { LakequakeError } from '../contract/errors.ts';
import type { Settings } from '../contract/settings.ts';
import { isAtWrongCoordinator } from './admin.ts';

export interface FetchedBatch {
  partition: number;
  messages: readonly KafkaMessage[];
  /** High watermark at the time of the fetch. */
  logEndOffset: number;
}

export interface ConsumerOptions {
  kafka: Kafka;
  topic: string;
  group: string;
  settings: Settings['consumer'];
  /** Called at once, synchronously, on every join; what was fetched before is void. */
  onJoin(assigned: readonly number[]): void;
  /** Next offsets of the partitions. Asked after every join; the answer is dropped when another join came meanwhile. */
  positions(assigned: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** One fetched batch; false: it was not taken, and its partition is about to be repositioned. */
  onBatch(batch: FetchedBatch): boolean;
  /** Resolves when there is room for more, or `signal` fires. */
  room(signal: AbortSignal): Promise<void>;
  /** The reader cannot go on. */
  onFatal(error: unknown): void;
}

export interface GroupConsumer {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Asks for the positions of all assigned partitions again and reads from there. */
  reposition(): void;
  /** Writes the group's offsets in Kafka. */
  commitOffsets(nextOffsets: ReadonlyMap<number, bigint>): Promise<void>;
}

/** A client that dies this often within the time gives up. */
const MAX_CRASHES = 20;
const CRASH_WINDOW_MS = 60_000;

/** A consumer over kafkajs; replaced by a fresh one when kafkajs gives up by itself. */
export function groupConsumer(options: ConsumerOptions): GroupConsumer {
  const { kafka, topic, group, settings } = options;
  let consumer: Consumer | undefined;
  let assigned: number[] = [];
  /** Grows with every join and reposition: whatever began under an older one is void. */
  let era = 0;
  let ready = false;
  /** A client that has not joined yet cannot be told to pause or seek; it will ask for the positions when it joins. */
  let member = false;
  let stopped = false;
  let crashes: number[] = [];
  let waiting = new AbortController();

  const pause = (): void => {
    if (assigned.length > 0) consumer?.pause([{ topic, partitions: assigned }]);
  };

  function joined(partitions: number[]): void {
    assigned = [...partitions].sort((a, b) => a - b);
    member = true;
    void moveToPositions();
  }

  /** Pauses synchronously, so that no fetch slips in between, then seeks once the positions are known. */
  async function moveToPositions(): Promise<void> {
    const mine = ++era;
    ready = false;
    waiting.abort();
    waiting = new AbortController();
    pause();
    options.onJoin(assigned);
    try {
      const positions = await options.positions(assigned);
      if (mine !== era || stopped) return;
      for (const [partition, offset] of positions)
        consumer?.seek({ topic, partition, offset: String(offset) });
      ready = true;
      if (assigned.length > 0) consumer?.resume([{ topic, partitions: assigned }]);
    } catch (error) {
      if (mine === era && !stopped) options.onFatal(error);
    }
  }

  async function eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    if (!ready || payload.isStale() || batch.messages.length === 0) return;
    const { partition, messages } = batch;
    const signal = waiting.signal;
    const taken = options.onBatch({ partition, messages, logEndOffset: Number(batch.highWatermark) });
    if (!taken) return;
    // In the same turn as the check above: later, another assignment may stand here.
    payload.resolveOffset(batch.lastOffset());
    if (settings.handOff === 'queue') await payload.commitOffsetsIfNecessary();
    await waitForRoom(payload, signal);
  }

  async function waitForRoom(payload: EachBatchPayload, signal: AbortSignal): Promise<void> {
    if (!settings.heartbeatWhileWaiting) return options.room(signal);
    let done = false;
    const room = options.room(signal).then(() => {
      done = true;
    });
    while (!done) {
      await Promise.race([room, pauseFor(settings.heartbeatIntervalMs)]);
      await payload.heartbeat();
    }
  }

  async function connect(): Promise<void> {
    const next = kafka.consumer({
      groupId: group,
      sessionTimeout: settings.sessionTimeoutMs,
      rebalanceTimeout: Math.max(settings.sessionTimeoutMs, 10_000),
      heartbeatInterval: Math.min(settings.heartbeatIntervalMs, settings.sessionTimeoutMs - 1),
      metadataMaxAge: settings.metadataMaxAgeMs,
      maxWaitTimeInMs: settings.fetchMaxWaitMs,
      maxBytes: settings.fetchMaxBytes,
      maxBytesPerPartition: Math.max(65_536, Math.ceil(settings.fetchMaxBytes / 4)),
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 10, restartOnFailure: async () => true },
    });
    consumer = next;
    member = false;
    next.on(next.events.GROUP_JOIN, ({ payload }) => {
      if (consumer === next) joined(payload.memberAssignment[topic] ?? []);
    });
    next.on(next.events.CRASH, ({ payload }) => {
      if (!payload.restart && consumer === next && !stopped) replace(payload.error);
    });
    await next.connect();
    // Where kafkajs goes by itself when out of range; everywhere else we seek.
    await next.subscribe({ topics: [topic], fromBeginning: settings.outOfRange !== 'latest' });
    await next.run({
      autoCommit: settings.handOff === 'queue',
      autoCommitInterval: settings.autoCommitIntervalMs,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 8,
      eachBatch,
    });
  }

  /**
   * kafkajs keeps the coordinator of its last join for commits. Where that one has moved and the new one is still loading the group, kafkajs
   * gives up its rejoin, beats at the new one and commits to the old one, in vain and for ever (tulios/kafkajs#1779). Joining anew ends it.
   */
  async function leaveCoordinator(used: Consumer | undefined, cause: unknown): Promise<void> {
    if (used === undefined || consumer !== used || stopped) return;
    consumer = undefined;
    member = false;
    await used.disconnect().catch(() => undefined);
    if (!stopped) replace(cause);
  }

  function replace(cause: unknown): void {
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    if (crashes.length > MAX_CRASHES) {
      options.onFatal(
        new LakequakeError(
          'component-failed',
          `the Kafka consumer died ${crashes.length} times within a minute`,
          {
            cause,
            hint: 'See the cause in the log; check that the brokers are reachable.',
          },
        ),
      );
      return;
    }
    ready = false;
    connect().catch((error: unknown) => {
      if (!stopped) setTimeout(() => replace(error), 500);
    });
  }

  return {
    start: connect,
    stop: async () => {
      stopped = true;
      era++;
      waiting.abort();
      await consumer?.disconnect();
    },
    reposition: () => {
      if (member) void moveToPositions();
    },
    commitOffsets: async (nextOffsets) => {
      const offsets = [...nextOffsets].map(([partition, offset]) => ({
        topic,
        partition,
        offset: String(offset),
      }));
      if (offsets.length === 0) return;
      const used = consumer;
      try {
        await used?.commitOffsets(offsets);
      } catch (error) {
        if (isAtWrongCoordinator(error)) await leaveCoordinator(used, error);
        throw error;
      }
    },
  };
}
