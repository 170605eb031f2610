// A small lake and ledger for the readers' tests, written through the real Delta log: 3 bronze commits of partition 0
// and 1, silver, quarantine and gold after each, and a ledger in which one acknowledged event is absent from the lake.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appId, TABLES, type TableName } from '../../../pipeline/contract/tables.ts';
import type { DeltaPorts } from '../../../pipeline/delta/ports.ts';
import { column, structOf } from '../../../pipeline/delta/schema.ts';
import { createTable, type DeltaTable } from '../../../pipeline/delta/table.ts';
import { openDuckDb } from '../../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { writeDataFile } from '../../../pipeline/lake/write-data-file.ts';
import { contractSchema } from '../../../pipeline/observe/sql/lake-tables.ts';

export const RUN = 'rtiny00';
export const TOPIC = 'requests';
/** 2026-01-01T12:00:00Z. */
export const T0 = Date.UTC(2026, 0, 1, 12);

export interface TinyLake {
  dir: string;
  stateDir: string;
  lakeDir: string;
  ledgerFile: string;
  /** Appends rows given by a SELECT and moves positions, as one commit. */
  commit(
    table: TableName,
    query: string,
    positions: Record<string, number>,
    removeAll?: boolean,
  ): Promise<number>;
  /** Adds a column to a table without writing rows. */
  addColumn(table: TableName, name: string, type: 'string' | 'long'): Promise<void>;
  ledger(...lines: object[]): void;
  close(): Promise<void>;
}

/** An empty lake whose tables exist at version 0; commits and ledger are those of `run`. */
export async function emptyTinyLake(run = RUN): Promise<TinyLake> {
  const dir = mkdtempSync(join(tmpdir(), 'lakequake-tiny-'));
  const stateDir = join(dir, '.lakequake');
  const lakeDir = join(stateDir, 'lake');
  mkdirSync(lakeDir, { recursive: true });
  mkdirSync(join(stateDir, 'ledger'));
  const ledgerFile = join(stateDir, 'ledger', `${run}.jsonl`);
  const session = await openDuckDb({ threads: 1, memoryLimitMb: 256 });
  const ports = lakePorts(localStorage(lakeDir, { fsync: false }), session);
  const connection = await session.connect();
  const tables = new Map<TableName, DeltaTable>();
  for (const name of Object.keys(TABLES) as TableName[]) tables.set(name, await create(ports, name));
  return {
    dir,
    stateDir,
    lakeDir,
    ledgerFile,
    async commit(name, query, positions, removeAll = false) {
      const table = tables.get(name)!;
      const file = await writeDataFile(
        connection,
        { ports, path: TABLES[name].path, schema: table.schema },
        query,
      );
      const { version } = await table.commit({
        adds: file ? [file] : [],
        removes: removeAll ? [...table.snapshot().files.keys()] : [],
        transactions: Object.entries(positions).map(([id, to]) => ({
          appId: id,
          expected: table.transactionVersion(id),
          version: to,
        })),
        operation: 'WRITE',
        userMetadata: JSON.stringify({ runId: run, processor: 'processor-1', batchId: table.version }),
      });
      return version;
    },
    async addColumn(table, name, type) {
      const open = tables.get(table)!;
      const schemaChange = structOf(...open.schema.fields, column(name, type));
      await open.commit({ operation: 'ADD COLUMNS', schemaChange });
    },
    ledger: (...lines) =>
      appendFileSync(ledgerFile, lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
    async close() {
      for (const table of tables.values()) await table.settled();
      connection.closeSync();
      session.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function create(ports: DeltaPorts, name: TableName): Promise<DeltaTable> {
  const onCheckpointError = (error: Error): never => {
    throw error;
  };
  return createTable(
    ports,
    TABLES[name].path,
    { schema: contractSchema(name), ifAbsent: true },
    { onCheckpointError, checkpointEveryCommits: 2 },
  );
}

const at = (ms: number) => `make_timestamptz(${(T0 + ms) * 1000})`;
const line = (seq: number) =>
  `host${seq % 3} - - [01/Jan/2026:12:00:${String(seq).padStart(2, '0')} +0000] "GET /p${seq} HTTP/1.0" 200 ${seq}`;

export const bronzeRow = (seq: number, partition: number, offset: number) =>
  `SELECT '${RUN}-${seq}' AS event_id, '${TOPIC}' AS kafka_topic, ${partition} AS kafka_partition, ${offset} AS kafka_offset,
   ${at(seq * 1000)} AS kafka_time, ${at(seq * 1000 + 300)} AS ingested_at, NULL AS key, '${line(seq)}' AS raw`;
export const silverRow = (seq: number, partition: number, offset: number, behindMs = 0) =>
  `SELECT '${RUN}-${seq}' AS event_id, ${at(seq * 1000)} AS event_time, ${behindMs} AS behind_ms, 'host${seq % 3}' AS host, 'GET' AS method,
   '/p${seq}' AS path, 'HTTP/1.0' AS protocol, 200 AS status, ${seq} AS bytes, 'clf' AS format, ${partition} AS kafka_partition,
   ${offset} AS kafka_offset, ${at(seq * 1000 + 400)} AS ingested_at`;
export const quarantineRow = (seq: number, partition: number, offset: number, reasons: string) =>
  `SELECT '${RUN}-${seq}' AS event_id, 'bad' AS raw, '${reasons}' AS reasons, ${partition} AS kafka_partition, ${offset} AS kafka_offset,
   ${at(seq * 1000 + 400)} AS rejected_at`;
export const trafficRow = (startMs: number, requests: number, isFinal: boolean) =>
  `SELECT ${at(startMs)} AS window_start, ${requests} AS requests, ${requests} AS bytes, 0 AS errors, 1 AS hosts, ${isFinal} AS is_final`;
export const all = (...selects: string[]) => selects.join(' UNION ALL ');

/** Ledger lines of one batch. */
export function intent(b: number, p: number, seq: number[]): object {
  const each = <T>(value: (seq: number) => T) => seq.map(value);
  return {
    t: 'intent',
    b,
    p,
    at: T0 + seq[0]! * 1000,
    seq,
    time: each((n) => T0 + n * 1000),
    host: each((n) => `host${n % 3}`),
    method: each(() => 'GET'),
    path: each((n) => `/p${n}`),
    status: each(() => 200),
    bytes: each((n) => n),
    format: each(() => 'clf'),
    expect: each(() => 's'),
    md5: each(() => 'x'),
    key: each(() => null),
  };
}
export const acked = (b: number, p: number, base: number, n: number) => ({
  t: 'acked',
  b,
  p,
  at: T0 + b * 1000 + 50,
  base: String(base),
  n,
});
export const header = {
  t: 'run',
  v: 1,
  runId: RUN,
  topic: TOPIC,
  seed: 1,
  startedAt: T0,
  eventClock: { kafkaOriginMs: T0, eventOriginMs: T0, speed: 1 },
  eventTimeMode: 'now',
  source: 'generator',
};

/**
 * Events 0–2 in batch 0 (partition 0, offsets 0–2), 3–4 in batch 1 (partition 1, offsets 0–1), 5–6 in batch 2 (partition 0,
 * offsets 3–4; 6 is a bad line), 7 in batch 3 acknowledged at partition 1 offset 2 but lost, 8 in batch 4 without outcome,
 * 9 in batch 5 failed, 10 dropped at the source, 11 in batch 6 (partition 1 offset 3), late by 30 s.
 */
export async function tinyLake(): Promise<TinyLake> {
  const lake = await emptyTinyLake();
  const bronze = (partition: number) => appId.bronze(TOPIC, partition);
  lake.ledger(header, intent(0, 0, [0, 1, 2]), acked(0, 0, 0, 3), intent(1, 1, [3, 4]), acked(1, 1, 0, 2));
  lake.ledger(
    intent(2, 0, [5, 6]),
    acked(2, 0, 3, 2),
    intent(3, 1, [7]),
    acked(3, 1, 2, 1),
    intent(4, 0, [8]),
  );
  lake.ledger(intent(5, 0, [9]), { t: 'failed', b: 5, p: 0, at: T0 + 9100, why: 'NOT_ENOUGH_REPLICAS' });
  lake.ledger(
    { t: 'dropped', at: T0 + 10_000, seq: [10], why: 'buffer full' },
    intent(6, 1, [11]),
    acked(6, 1, 3, 1),
  );
  await lake.commit('bronze', all(bronzeRow(0, 0, 0), bronzeRow(1, 0, 1), bronzeRow(2, 0, 2)), {
    [bronze(0)]: 3,
  });
  await lake.commit('bronze', all(bronzeRow(3, 1, 0), bronzeRow(4, 1, 1)), { [bronze(1)]: 2 });
  await lake.commit(
    'silver',
    all(silverRow(0, 0, 0), silverRow(1, 0, 1), silverRow(2, 0, 2), silverRow(3, 1, 0), silverRow(4, 1, 1)),
    {
      [appId.silver]: 2,
      [appId.silverNewest(0)]: T0 + 2000,
      [appId.silverNewest(1)]: T0 + 4000,
    },
  );
  await lake.commit('gold.traffic', trafficRow(0, 5, false), { [appId.gold]: 1 });
  await lake.commit('bronze', all(bronzeRow(5, 0, 3), bronzeRow(6, 0, 4), bronzeRow(11, 1, 3)), {
    [bronze(0)]: 5,
    [bronze(1)]: 4,
  });
  await lake.commit('quarantine', quarantineRow(6, 0, 4, 'no-timestamp'), { [appId.quarantine]: 3 });
  await lake.commit('silver', all(silverRow(5, 0, 3), silverRow(11, 1, 3, 30_000)), {
    [appId.silver]: 3,
    [appId.silverNewest(0)]: T0 + 5000,
  });
  await lake.commit(
    'gold.traffic',
    trafficRow(0, 6, true),
    { [appId.gold]: 2, [appId.goldFinalBefore]: T0 + 10_000 },
    true,
  );
  return lake;
}
