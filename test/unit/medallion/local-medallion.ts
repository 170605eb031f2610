// The medallion without Kafka: batches of records go through the real bronze, silver and gold queries over a lake in a
// temporary folder. Restarting opens everything anew, as a new process would.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { StreamingQueryProgress } from '../../../pipeline/contract/progress.ts';
import type { RunSpec } from '../../../pipeline/contract/run-spec.ts';
import { defaultSettings, type Settings } from '../../../pipeline/contract/settings.ts';
import { appId, type TableName } from '../../../pipeline/contract/tables.ts';
import type { Feed, TakenBatch } from '../../../pipeline/kafka/feed.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { bronzeQuery } from '../../../pipeline/medallion/bronze-query.ts';
import { type GoldQuery, goldQuery } from '../../../pipeline/medallion/gold-query.ts';
import { handOver } from '../../../pipeline/medallion/hand-over.ts';
import { type Lakehouse, openLakehouse } from '../../../pipeline/medallion/lakehouse.ts';
import { type SilverQuery, silverQuery } from '../../../pipeline/medallion/silver-query.ts';

export const TOPIC = 'requests';

export interface TestRecord {
  partition: number;
  id: string;
  raw: string | null;
  kafkaMs: number;
}

export interface LocalMedallion {
  readonly lakehouse: Lakehouse;
  readonly progress: StreamingQueryProgress[];
  counters: { lateDropped: number; deduplicated: number; revised: number };
  /** One bronze commit of the next records, offsets counted per partition from what bronze holds, or from `at`, as a reader does
   *  that has lost its position. */
  bronze(records: readonly TestRecord[], at?: number): Promise<void>;
  silver(): Promise<void>;
  gold(): Promise<void>;
  /** Everything downstream up to date and every window final. */
  finish(): Promise<void>;
  /** Makes partitions idle as if they had long been silent. */
  passTime(ms: number): void;
  rows(table: TableName, columns: string): Promise<string[]>;
  restart(): Promise<void>;
  close(): void;
}

export interface MedallionOptions {
  settings?: (settings: Settings) => void;
  spec?: Partial<RunSpec>;
  partitions?: number;
  /** Wraps the lake's storage, for tests that let it fail. */
  storage?: (dir: string) => ReturnType<typeof localStorage>;
}

/** A fresh lake and its queries. */
export async function localMedallion(options: MedallionOptions = {}): Promise<LocalMedallion> {
  const dir = mkdtempSync(join(tmpdir(), 'lakequake-medallion-'));
  const settings = defaultSettings();
  settings.lake.fsync = false;
  settings.processor.threads = 1;
  options.settings?.(settings);
  const spec: RunSpec = {
    runId: 'rtest',
    kind: 'drain',
    seed: 1,
    topic: TOPIC,
    group: 'g',
    bootstrap: [],
    lakeDir: dir,
    ledgerFile: '',
    logDir: dir,
    settings,
    eventTimeMode: 'original',
    eventClock: { kafkaOriginMs: 0, eventOriginMs: 0, speed: 1 },
    source: { input: { kind: 'generator' }, ratePerSecond: null, maxEvents: null },
    ...options.spec,
  };
  const partitions = Array.from({ length: options.partitions ?? 2 }, (_, index) => index);
  const progress: StreamingQueryProgress[] = [];
  const counters = { lateDropped: 0, deduplicated: 0, revised: 0 };
  let skewMs = 0;
  let ended = false;
  let lakehouse: Lakehouse;
  let bronzeBatch: (batch: TakenBatch) => Promise<void>;
  let silver: SilverQuery;
  let gold: GoldQuery;

  async function open(): Promise<void> {
    lakehouse = await openLakehouse({
      storage: (options.storage ?? ((root) => localStorage(root, { fsync: false })))(dir),
      settings,
      spillDirectory: join(dir, '.spill'),
      nowMs: Date.now,
      onCheckpointError: (_, error) => {
        if (!options.storage) throw error; // A storage that is made to fail fails checkpoints too.
      },
    });
    const context = {
      spec,
      lakehouse,
      nowMs: () => Date.now() + skewMs,
      log: pino({ level: 'silent' }),
      report: (one: StreamingQueryProgress) => void progress.push(one),
      newId: lakehouse.ports.newId,
    };
    const dropping = await lakehouse.connect();
    const bronzeHandOver = handOver(dropping, 100_000);
    const silverHandOver = handOver(dropping, 100_000);
    let waiting: TakenBatch | undefined;
    const feed = {
      take: () => waiting,
      committed: () => undefined,
      reposition: () => {
        throw new Error('conflict in a test without other writers');
      },
      commitOffsets: async () => undefined,
      heldRecords: () => waiting?.rows ?? 0,
      partitions: () => [],
    } as unknown as Feed;
    const bronze = await bronzeQuery({
      context,
      feed,
      offsetStore: { load: async () => new Map(), save: async () => undefined },
      handOver: bronzeHandOver,
      ownsSilver: () => true,
      onCommit: () => undefined,
    });
    bronzeBatch = async (batch) => {
      waiting = batch;
      await bronze.runBatch();
      waiting = undefined;
    };
    silver = await silverQuery({
      context,
      bronzeHandOver,
      silverHandOver,
      pollMs: 0,
      onCommit: ({ deduplicated }) => {
        counters.deduplicated += deduplicated;
      },
    });
    gold = await goldQuery({
      context,
      silverHandOver,
      pollMs: 0,
      partitions: () => partitions,
      inputEnded: () => ended,
      onCommit: ({ lateDropped, revisedWindows }) => {
        counters.lateDropped += lateDropped;
        counters.revised += revisedWindows;
      },
    });
  }
  await open();

  return {
    get lakehouse() {
      return lakehouse;
    },
    progress,
    counters,
    bronze: (records, at) =>
      bronzeBatch(
        batchOf(records, (p) => lakehouse.tables.bronze.transactionVersion(appId.bronze(TOPIC, p)), at),
      ),
    silver: () => silver.runBatch(),
    gold: () => gold.runBatch(),
    finish: async () => {
      while (silver.caughtUpTo() < lakehouse.tables.bronze.version) await silver.runBatch();
      ended = true;
      while (!gold.view().finished) await gold.runBatch();
    },
    passTime: (ms) => {
      skewMs += ms;
    },
    rows: async (name, columns) => {
      const table = lakehouse.tables[name];
      await table.refresh();
      const connection = await lakehouse.connect();
      const from = lakehouse.rowsOf(name, [...table.snapshot().files.values()]);
      const result = await connection.runAndReadAll(`SELECT ${columns} FROM ${from} AS t ORDER BY ALL`);
      const rows = result.getRowObjectsJson().map((row) => JSON.stringify(Object.values(row)));
      connection.closeSync();
      return rows;
    },
    restart: async () => {
      lakehouse.close();
      await open();
    },
    close: () => {
      lakehouse.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function batchOf(
  records: readonly TestRecord[],
  storedOf: (partition: number) => number | undefined,
  at?: number,
): TakenBatch {
  const batch: TakenBatch = { runs: [], rows: records.length, moves: new Map() };
  for (const partition of new Set(records.map((record) => record.partition))) {
    const own = records.filter((record) => record.partition === partition);
    const stored = storedOf(partition);
    const firstOffset = at ?? stored ?? 0;
    batch.runs.push({
      partition,
      firstOffset,
      ids: own.map((record) => record.id),
      raws: own.map((record) => record.raw),
      keys: own.map(() => null),
      timesMs: own.map((record) => record.kafkaMs),
      sizeBytes: 0,
    });
    batch.moves.set(partition, { stored, next: firstOffset + own.length });
  }
  return batch;
}
