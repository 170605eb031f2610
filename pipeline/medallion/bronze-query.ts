// The bronze query: records from the feed into a data file and one Delta commit that also moves the positions. What
// Kafka thinks our position is never decides anything, unless settings ask for the naive ways, which stand plainly below.
import type { OffsetStore } from '../contract/ports.ts';
import { appId } from '../contract/tables.ts';
import { isRefusedByGroup } from '../kafka/admin.ts';
import type { Feed, TakenBatch } from '../kafka/feed.ts';
import { spreadSample } from '../stream/quantiles.ts';
import { stagedBronzeRows, stageRecords } from './bronze-staging.ts';
import { tellKafka } from './courtesy-offsets.ts';
import type { HandOver } from './hand-over.ts';
import { commitMoving, isConflict, type Move } from './positions.ts';
import { batchReporter, phaseTimer, type QueryContext } from './query-context.ts';
import { storagePatience } from './storage-patience.ts';

export interface BronzeQuery {
  input(): 'none' | 'some' | 'full';
  runBatch(): Promise<void>;
}

export interface BronzeOptions {
  context: QueryContext;
  feed: Feed;
  offsetStore: OffsetStore;
  handOver: HandOver;
  /** Whether silver runs in this process. */
  ownsSilver: () => boolean;
  /** A batch is committed; produce times of some of its records, ms. */
  onCommit: (version: number, rows: number, producedMs: number[]) => void;
}

/** Whether positions are believed where Kafka keeps them, apart from the data (naive). */
export function keepsPositionsInKafka(consumer: { offsetStore: string; handOff: string }): boolean {
  return consumer.offsetStore !== 'delta' || consumer.handOff === 'queue';
}

/** Prepares the query over an open feed. */
export async function bronzeQuery(options: BronzeOptions): Promise<BronzeQuery> {
  const { context, feed, offsetStore, handOver } = options;
  const { lakehouse, spec, nowMs } = context;
  const { stream, consumer, lake } = spec.settings;
  const connection = await lakehouse.connect();
  const table = lakehouse.tables.bronze;
  const reporter = batchReporter(context, 'bronze');
  const inKafka = keepsPositionsInKafka(consumer);
  const limit = stream.adaptiveBatch ? stream.maxBatchEvents : stream.fixedBatchEvents;
  const patience = storagePatience(nowMs);
  let stage = 0;

  const nextOffsets = (batch: TakenBatch): Map<number, bigint> =>
    new Map([...batch.moves].map(([partition, { next }]) => [partition, BigInt(next)]));

  const movesOf = (batch: TakenBatch): Move[] =>
    [...batch.moves].map(([partition, { stored, next }]) => ({
      appId: appId.bronze(spec.topic, partition),
      expected: stored,
      version: next,
    }));

  async function write(batch: TakenBatch): Promise<number> {
    const timer = phaseTimer(nowMs);
    const startedMs = nowMs();
    reporter.begin();
    const name = `bronze_stage_${stage++}`;
    await stageRecords(connection, name, batch.runs);
    timer.done('getBatch');
    const rows = stagedBronzeRows(name, spec.topic, startedMs);
    const commit = async () => {
      const file = await lakehouse.write(connection, 'bronze', `SELECT * FROM ${rows}`);
      timer.done('addBatch');
      const adds = file ? [file] : [];
      const request = { adds, operation: 'STREAMING UPDATE', operationParameters: { query: 'bronze' } };
      return commitMoving(table, request, movesOf(batch), inKafka ? 'off' : lake.positionCheck);
    };
    const { version } = await commit().catch(async (error: unknown) => {
      await connection.run(`DROP TABLE IF EXISTS ${name}`);
      throw error;
    });
    timer.done('walCommit');
    if (options.ownsSilver()) await handOver.offer(version, name, rows, batch.rows);
    else await connection.run(`DROP TABLE IF EXISTS ${name}`);
    report(batch, startedMs, timer.phases);
    return version;
  }

  function report(batch: TakenBatch, startedMs: number, phasesMs: Record<string, number>): void {
    const offsets = (pick: (partition: number) => number | undefined): string =>
      JSON.stringify(Object.fromEntries([...batch.moves.keys()].map((p) => [p, pick(p) ?? null])));
    const ends = new Map(feed.partitions().map((view) => [view.partition, view.logEndOffset]));
    reporter.end({
      startedMs,
      endedMs: nowMs(),
      inputRows: batch.rows,
      outputRows: batch.rows,
      phasesMs,
      eventTimeMs: null,
      watermarkMs: null,
      source: {
        description: `Kafka[${spec.topic}]`,
        start: offsets((p) => batch.moves.get(p)?.stored),
        end: offsets((p) => batch.moves.get(p)?.next),
        latest: offsets((p) => ends.get(p)),
      },
      sink: 'Delta[bronze]',
    });
  }

  async function store(batch: TakenBatch): Promise<number> {
    // With a queue the client commits by itself, as soon as the records are handed over.
    const saveWhen = consumer.handOff === 'queue' ? 'delta' : consumer.offsetStore;
    if (saveWhen === 'kafka-first') await offsetStore.save(spec.topic, nextOffsets(batch));
    const version = await write(batch);
    if (saveWhen === 'kafka') await offsetStore.save(spec.topic, nextOffsets(batch));
    if (!inKafka) tellKafka(feed, context.log, nextOffsets(batch));
    return version;
  }

  async function runBatch(): Promise<void> {
    const batch = feed.take(limit);
    if (!batch) return;
    try {
      const version = await store(batch);
      feed.committed(batch);
      const produced = spreadSample(
        batch.runs.flatMap((run) => spreadSample(run.timesMs, 64)),
        256,
      );
      patience.relieved();
      options.onCommit(version, batch.rows, produced);
    } catch (error) {
      const again = isConflict(error) || isRefusedByGroup(error) || (await patience.bears(error));
      if (!again) throw error;
      context.log.warn({ err: error }, 'bronze: the batch was not taken; starting again from what is stored');
      await table.refresh();
      feed.reposition();
    }
  }

  return {
    input: () => {
      const held = feed.heldRecords();
      // Fixed batches (naive) come at the trigger and not sooner, as maxOffsetsPerTrigger of Spark does it.
      return held === 0 ? 'none' : held >= limit && stream.adaptiveBatch ? 'full' : 'some';
    },
    runBatch,
  };
}
