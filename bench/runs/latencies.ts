// Produced → visible, for every event of a stretch of a run, out of the lake alone: an event is in a layer from the moment the commit that
// brought its row is there. Provisional gold has it with the first commit that counts its silver version, final gold with the first one that
// calls its window final. No engine is asked, and the clock is the machine's.
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { appId, TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { openDuckDb } from '../../pipeline/lake/duckdb-session.ts';
import { sqlText } from '../../pipeline/lake/sql-text.ts';
import { type Commit, commitsOf } from './lake-times.ts';

export const LAYERS = ['bronze', 'silver', 'provisional', 'final'] as const;
export type Layer = (typeof LAYERS)[number];

/** In ms; null where fewer events than that quantile needs got there: those on their way count as later than all others. */
export interface Quantiles {
  p50: number | null;
  p99: number | null;
  p999: number | null;
  /** Events of the stretch, and how many of them got there. */
  events: number;
  arrived: number;
}

export interface Stretch {
  lakeDir: string;
  windowMs: number;
  /** Produced from here (inclusive) to there (exclusive), ms. */
  fromMs: number;
  toMs: number;
  /** Where bronze has not all events of the stretch yet: how many were produced in it. */
  produced?: number;
  scratchDir: string;
}

/** Latencies by layer. */
export async function latenciesOf(stretch: Stretch): Promise<Record<Layer, Quantiles>> {
  const session = await openDuckDb({
    threads: 2,
    memoryLimitMb: 1_500,
    spillDirectory: join(stretch.scratchDir, '.spill'),
  });
  const connection = await session.connect();
  try {
    await loadRows(connection, stretch, 'bronze', 'kafka_partition, kafka_offset, kafka_time');
    await loadRows(connection, stretch, 'silver', 'kafka_partition, kafka_offset, event_time');
    await loadGold(connection, stretch.lakeDir);
    await connection.run(eventsSql(stretch));
    const { produced = 0 } = stretch;
    const answers = LAYERS.map(
      async (layer) => [layer, await quantilesOf(connection, layer, produced)] as const,
    );
    return Object.fromEntries(await Promise.all(answers)) as Record<Layer, Quantiles>;
  } finally {
    connection.closeSync();
    session.close();
  }
}

/** Rows of a table with the version and the time of the commit that brought them. */
async function loadRows(
  connection: DuckDBConnection,
  { lakeDir }: Stretch,
  table: TableName,
  columns: string,
): Promise<void> {
  const commits = await commitsOf(lakeDir, table);
  const files = commits.flatMap(({ version, at, added }) =>
    added.map((path) => ({ file: join(lakeDir, TABLES[table].path, path), version, at })),
  );
  const name = `${table}_rows`;
  if (files.length === 0) throw new Error(`${table} has no commits`);
  const places = files.map(({ file, version, at }) => `(${sqlText(file)}, ${version}, ${at})`).join(', ');
  const paths = files.map(({ file }) => sqlText(file)).join(', ');
  await connection.run(
    `CREATE TABLE ${name} AS SELECT ${columns}, version, seen_ms
     FROM read_parquet([${paths}], filename = true, hive_partitioning = false) AS data
     JOIN (VALUES ${places}) AS places(file, version, seen_ms) ON data.filename = places.file`,
  );
}

/** What a commit of gold says it holds: our processor by its `txn`, Spark's by what it noted. */
function goldState({ transactions, userMetadata }: Commit): {
  silver: number | undefined;
  final: number | undefined;
} {
  const noted = userMetadata?.startsWith('{') ? (JSON.parse(userMetadata) as Record<string, unknown>) : {};
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
  return {
    silver: transactions.get(appId.gold) ?? number(noted.silverVersion),
    final: transactions.get(appId.goldFinalBefore) ?? number(noted.finalBeforeMs),
  };
}

async function loadGold(connection: DuckDBConnection, lakeDir: string): Promise<void> {
  const commits = await commitsOf(lakeDir, 'gold.traffic');
  let silver = -1;
  let final = 0;
  const rows = commits.map((commit) => {
    const state = goldState(commit);
    silver = Math.max(silver, state.silver ?? silver);
    final = Math.max(final, state.final ?? final);
    return `(${commit.at}, ${silver}, ${final})`;
  });
  await connection.run(
    `CREATE TABLE gold_commits AS SELECT * FROM (VALUES ${rows.join(', ')}) AS commits(seen_ms, silver, final)`,
  );
}

/** One row an event: ms from its production to each layer, NULL where it never got. */
function eventsSql({ fromMs, toMs, windowMs }: Stretch): string {
  return `CREATE TABLE latencies AS
    WITH produced AS (
      SELECT kafka_partition, kafka_offset, epoch_ms(kafka_time) AS ms, seen_ms FROM bronze_rows
      WHERE epoch_ms(kafka_time) >= ${fromMs} AND epoch_ms(kafka_time) < ${toMs}
    ), versions AS (
      SELECT version, (SELECT min(seen_ms) FROM gold_commits WHERE silver >= version) AS seen_ms
      FROM (SELECT DISTINCT version FROM silver_rows)
    ), windows AS (
      SELECT w, (SELECT min(seen_ms) FROM gold_commits WHERE final >= w + ${windowMs}) AS seen_ms
      FROM (SELECT DISTINCT epoch_ms(event_time) - epoch_ms(event_time) % ${windowMs} AS w FROM silver_rows)
    )
    SELECT produced.seen_ms - ms AS bronze, s.seen_ms - ms AS silver, versions.seen_ms - ms AS provisional, windows.seen_ms - ms AS final
    FROM produced
    LEFT JOIN silver_rows s USING (kafka_partition, kafka_offset)
    LEFT JOIN versions ON versions.version = s.version
    LEFT JOIN windows ON windows.w = epoch_ms(s.event_time) - epoch_ms(s.event_time) % ${windowMs}`;
}

async function quantilesOf(connection: DuckDBConnection, layer: Layer, produced: number): Promise<Quantiles> {
  const first = async (sql: string) => (await connection.runAndReadAll(sql)).getRows()[0]?.map(Number);
  const [seen = 0, arrived = 0] = (await first(`SELECT count(*), count(${layer}) FROM latencies`)) ?? [];
  const events = Math.max(seen, produced);
  /** The smallest wait that so large a share of all events did not exceed. */
  async function quantile(share: number): Promise<number | null> {
    const before = Math.max(0, Math.ceil(share * events) - 1);
    const row = await first(
      `SELECT ${layer} FROM latencies WHERE ${layer} IS NOT NULL ORDER BY ALL LIMIT 1 OFFSET ${before}`,
    );
    return row?.[0] ?? null;
  }
  return {
    p50: await quantile(0.5),
    p99: await quantile(0.99),
    p999: await quantile(0.999),
    events,
    arrived,
  };
}
