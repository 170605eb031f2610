// How long the oracle takes to check a run, and how much memory: `npx tsx test/bench-check-run.ts [EVENTS]` (3,000,000 unless given).
// Writes a ledger and a lake of that size into a temporary folder, as a right pipeline would have left them, and checks them cold.
// Not a test: a busy machine is slower. The figures stand in docs/decisions.
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { checkRun } from '../chaos/check-run.ts';

const EVENTS = Number(process.argv[2] ?? 3_000_000);
const BATCH = 2_000;
const PARTITIONS = 6;
const T0 = 1_790_000_000_000;
const RUN_ID = 'rbench';

const pathOf = (seq: number) => `/images/path-${(seq * 31) % 700}.gif`;
const hostOf = (seq: number) => `host${(seq * 7919) % 5_000}.example.net`;
const statusOf = (seq: number) => (seq % 13 === 0 ? 404 : 200);
const lineOf = (seq: number) =>
  `${hostOf(seq)} - - [01/Jul/1995:00:00:01 -0400] "GET ${pathOf(seq)} HTTP/1.0" ${statusOf(seq)} ${seq % 40_000}`;
const timeOf = (seq: number) => T0 + Math.floor(seq / 5);

async function writeLedger(file: string): Promise<void> {
  const out = createWriteStream(file);
  const write = (line: object) =>
    out.write(`${JSON.stringify(line)}\n`)
      ? undefined
      : new Promise<void>((resolve) => out.once('drain', () => resolve()));
  const eventClock = { kafkaOriginMs: T0, eventOriginMs: T0, speed: 1 };
  await write({
    t: 'run',
    v: 1,
    runId: RUN_ID,
    topic: 'bench',
    seed: 1,
    startedAt: T0,
    eventClock,
    eventTimeMode: 'now',
    source: 'generator',
  });
  for (let b = 0; b * BATCH < EVENTS; b++) {
    const seq = Array.from({ length: Math.min(BATCH, EVENTS - b * BATCH) }, (_, i) => b * BATCH + i);
    await write({
      t: 'intent',
      b,
      p: b % PARTITIONS,
      at: T0 + b * 10,
      seq,
      time: seq.map(timeOf),
      host: seq.map(hostOf),
      method: seq.map(() => 'GET'),
      path: seq.map(pathOf),
      status: seq.map(statusOf),
      bytes: seq.map((n) => n % 40_000),
      format: seq.map(() => 'clf'),
      expect: seq.map(() => 's'),
      md5: seq.map((n) => createHash('md5').update(lineOf(n)).digest('hex')),
      key: seq.map((n) => `${hostOf(n)}#${n % 4}`),
    });
    const base = String(Math.floor(b / PARTITIONS) * BATCH);
    await write({ t: 'acked', b, p: b % PARTITIONS, at: T0 + b * 10 + 7, base, n: seq.length });
  }
  await new Promise<void>((resolve) => out.end(() => resolve()));
}

const SEQ = `SELECT range AS seq, (range // ${BATCH}) AS b FROM range(${EVENTS})`;
const EVENT = `SELECT '${RUN_ID}-' || seq AS event_id, (b % ${PARTITIONS})::INTEGER AS kafka_partition,
  ((b // ${PARTITIONS}) * ${BATCH} + seq % ${BATCH})::BIGINT AS kafka_offset, make_timestamptz((${T0} + seq // 5) * 1000) AS event_time,
  'host' || ((seq * 7919) % 5000) || '.example.net' AS host, '/images/path-' || ((seq * 31) % 700) || '.gif' AS path,
  CASE WHEN seq % 13 = 0 THEN 404 ELSE 200 END::INTEGER AS status, (seq % 40000)::BIGINT AS bytes, seq FROM (${SEQ})`;
const WINDOW = `time_bucket(INTERVAL 10 SECOND, event_time) AS window_start`;
const TABLES: Record<string, string> = {
  bronze: `SELECT event_id, 'bench' AS kafka_topic, kafka_partition, kafka_offset, event_time AS kafka_time, event_time AS ingested_at,
    host || '#' || (seq % 4) AS key, host || ' - - [01/Jul/1995:00:00:01 -0400] "GET ' || path || ' HTTP/1.0" ' || status || ' ' || bytes AS raw FROM (${EVENT})`,
  silver: `SELECT event_id, event_time, 0::BIGINT AS behind_ms, host, 'GET' AS method, path, 'HTTP/1.0' AS protocol, status, bytes, 'clf' AS format,
    kafka_partition, kafka_offset, event_time AS ingested_at FROM (${EVENT})`,
  'gold/traffic': `SELECT ${WINDOW}, count(*) AS requests, sum(bytes)::BIGINT AS bytes, count(*) FILTER (status >= 400) AS errors,
    count(DISTINCT host) AS hosts, true AS is_final FROM (${EVENT}) GROUP BY 1`,
  'gold/status': `SELECT ${WINDOW}, status, count(*) AS requests, true AS is_final FROM (${EVENT}) GROUP BY ALL`,
  'gold/paths': `SELECT window_start, CASE WHEN place <= 500 THEN path ELSE '(other)' END AS path, sum(requests)::BIGINT AS requests, true AS is_final FROM (
    SELECT *, row_number() OVER (PARTITION BY window_start ORDER BY requests DESC, path) AS place FROM (
      SELECT ${WINDOW}, path, count(*) AS requests FROM (${EVENT}) GROUP BY ALL)) GROUP BY ALL`,
};

async function writeTable(lake: string, table: string, sql: string, duckdb: DuckDBConnection): Promise<void> {
  const folder = join(lake, table);
  mkdirSync(join(folder, '_delta_log'), { recursive: true });
  const file = join(folder, 'part.parquet');
  await duckdb.run(`COPY (${sql}) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`);
  const add = { path: 'part.parquet', size: statSync(file).size, partitionValues: {}, dataChange: true };
  const positions = Array.from({ length: table === 'bronze' ? PARTITIONS : 0 }, (_, p) => ({
    txn: { appId: `bronze/bench/${p}`, version: EVENTS },
  }));
  const actions = [{ protocol: { minReaderVersion: 1, minWriterVersion: 2 } }, { add }, ...positions];
  const text = actions.map((action) => JSON.stringify(action)).join('\n');
  writeFileSync(join(folder, '_delta_log', `${'0'.padStart(20, '0')}.json`), `${text}\n`);
}

async function writeLake(lake: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const duckdb = await instance.connect();
  await duckdb.run("SET TimeZone = 'UTC'");
  for (const [table, sql] of Object.entries(TABLES)) await writeTable(lake, table, sql, duckdb);
  duckdb.closeSync();
  instance.closeSync();
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lakequake-bench-'));
  const ledger = join(folder, 'ledger.jsonl');
  try {
    await writeLedger(ledger);
    await writeLake(join(folder, 'lake'));
    const before = process.resourceUsage().maxRSS;
    const { verdict, checks, ms, totals } = await checkRun({
      ledgerFiles: [ledger],
      lakeDir: join(folder, 'lake'),
      rules: { windowMs: 10_000, allowedLatenessMs: 10_000, pathsTopN: 500 },
    });
    const slowest = [...checks].sort((a, b) => b.ms - a.ms).slice(0, 4);
    process.stdout.write(
      `${totals.bronze} events: ${verdict} in ${(ms / 1000).toFixed(1)} s; peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB (${Math.round(before / 1024)} MB before); slowest checkers: ${slowest.map((one) => `${one.id} ${one.ms} ms`).join(', ')}\n`,
    );
    for (const { id, count } of checks.filter(({ violated }) => violated))
      process.stdout.write(`  ${id}: ${count}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
