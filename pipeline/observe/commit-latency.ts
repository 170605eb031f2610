// How long after Kafka's time the rows of a lake became visible in each layer, by the commits alone: the same reading for every engine, over
// every row and not over samples. Visible is when the commit file was there. Only for a lake whose log is whole (nothing cleaned up, nothing
// vacuumed yet) and whose files lie on this machine, as after a measurement.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LakequakeError } from '../contract/errors.ts';
import { appId, TABLES, type TableName } from '../contract/tables.ts';
import { openDuckDb } from '../lake/duckdb-session.ts';

export interface LayerLatency {
  p50: number;
  p99: number;
  p999: number;
  max: number;
  /** Rows. */
  count: number;
}

/** ms from produced to visible; null where no row came. `final`: until its window was final. */
export type CommitLatency = Record<'bronze' | 'silver' | 'gold' | 'final', LayerLatency | null>;

export interface LatencyRange {
  /** Rows produced in this time, ms since the epoch. */
  fromMs: number;
  toMs: number;
  windowMs: number;
}

interface Commit {
  version: number;
  at: number;
  paths: string[];
  silverVersion: number | null;
  finalBeforeMs: number | null;
}

/** Reads the lake. Throws `not-found` when a log does not begin at its beginning. */
export async function commitLatency(lakeDir: string, range: LatencyRange): Promise<CommitLatency> {
  const session = await openDuckDb({ threads: 2, memoryLimitMb: 1_000 });
  const connection = await session.connect();
  try {
    await loadFiles(connection, lakeDir, 'bronze');
    await loadFiles(connection, lakeDir, 'silver');
    await loadGold(connection, commitsOf(lakeDir, 'gold.traffic'));
    await connection.run(visibleSql(range));
    const of = async (column: string) => quantiles(connection, column);
    return {
      bronze: await of('bronze_at'),
      silver: await of('silver_at'),
      gold: await of('gold_at'),
      final: await of('final_at'),
    };
  } finally {
    connection.closeSync();
    session.close();
  }
}

function commitsOf(lakeDir: string, table: TableName): Commit[] {
  const root = join(lakeDir, TABLES[table].path);
  const log = join(root, '_delta_log');
  const names = readdirSync(log).filter((name) => /^\d{20}\.json$/.test(name));
  const versions = names.map((name) => Number(name.slice(0, 20))).sort((a, b) => a - b);
  if (versions[0] !== 0)
    throw new LakequakeError('not-found', `the log of ${table} does not begin with its first commit`, {
      hint: 'measure on a lake that is younger than its vacuum retention',
    });
  return versions.map((version) =>
    readCommit(root, join(log, `${String(version).padStart(20, '0')}.json`), version),
  );
}

interface Action {
  add?: { path: string; dataChange?: boolean };
  txn?: { appId: string; version: number };
  commitInfo?: { userMetadata?: string };
}

/** Our writer tells the position of gold in `txn`, Spark in the user's metadata. */
function readCommit(root: string, file: string, version: number): Commit {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const actions = lines.map((line) => JSON.parse(line) as Action);
  const txn = (id: string) => actions.find((action) => action.txn?.appId === id)?.txn?.version ?? null;
  const told = actions.find(({ commitInfo }) => commitInfo?.userMetadata)?.commitInfo?.userMetadata;
  const metadata = JSON.parse(told ?? '{}') as { silverVersion?: number; finalBeforeMs?: number | null };
  return {
    version,
    at: statSync(file).mtimeMs,
    paths: actions.flatMap(({ add }) =>
      add && add.dataChange !== false ? [join(root, decodeURIComponent(add.path))] : [],
    ),
    silverVersion: txn(appId.gold) ?? metadata.silverVersion ?? null,
    finalBeforeMs: txn(appId.goldFinalBefore) ?? metadata.finalBeforeMs ?? null,
  };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Table `<table>_rows` with the version and time of the commit that brought each row. */
async function loadFiles(
  connection: DuckDBConnection,
  lakeDir: string,
  table: 'bronze' | 'silver',
): Promise<void> {
  const files = commitsOf(lakeDir, table).flatMap(({ version, at, paths }) =>
    paths.map((path) => ({ path, version, at })),
  );
  const columns = table === 'bronze' ? 'epoch_ms(kafka_time) AS made' : 'epoch_ms(event_time) AS event_ms';
  await connection.run('CREATE OR REPLACE TABLE files (path VARCHAR, version BIGINT, committed_at DOUBLE)');
  if (files.length === 0)
    throw new LakequakeError('not-found', `${table} holds no row to measure`, { hint: 'send events first' });
  const rows = files.map(({ path, version, at }) => `(${quoted(path)}, ${version}, ${at})`);
  await connection.run(`INSERT INTO files VALUES ${rows.join(', ')}`);
  await connection.run(`CREATE OR REPLACE TABLE ${table}_rows AS SELECT kafka_partition, kafka_offset, ${columns}, version, committed_at
    FROM read_parquet([${files.map(({ path }) => quoted(path)).join(', ')}], filename = true) AS stored JOIN files ON files.path = stored.filename`);
}

async function loadGold(connection: DuckDBConnection, commits: readonly Commit[]): Promise<void> {
  await connection.run(
    'CREATE TABLE shown (silver_version BIGINT, committed_at DOUBLE); CREATE TABLE closed (final_before BIGINT, committed_at DOUBLE)',
  );
  for (const { silverVersion, finalBeforeMs, at } of commits) {
    if (silverVersion !== null) await connection.run(`INSERT INTO shown VALUES (${silverVersion}, ${at})`);
    if (finalBeforeMs !== null) await connection.run(`INSERT INTO closed VALUES (${finalBeforeMs}, ${at})`);
  }
}

function visibleSql({ fromMs, toMs, windowMs }: LatencyRange): string {
  return `CREATE TABLE visible AS
    WITH firsts AS (SELECT silver_version, min(committed_at) AS committed_at FROM shown GROUP BY 1),
    closings AS (SELECT final_before, min(committed_at) AS committed_at FROM closed GROUP BY 1),
    both_layers AS (
      SELECT b.made, b.committed_at AS bronze_at, s.committed_at AS silver_at, s.version AS silver_version,
        s.event_ms - s.event_ms % ${windowMs} + ${windowMs} AS window_end
      FROM bronze_rows b LEFT JOIN silver_rows s USING (kafka_partition, kafka_offset)
      WHERE b.made BETWEEN ${fromMs} AND ${toMs}
    )
    SELECT made, bronze_at, silver_at, firsts.committed_at AS gold_at, closings.committed_at AS final_at
    FROM both_layers ASOF LEFT JOIN firsts ON both_layers.silver_version <= firsts.silver_version
      ASOF LEFT JOIN closings ON both_layers.window_end <= closings.final_before`;
}

async function quantiles(connection: DuckDBConnection, column: string): Promise<LayerLatency | null> {
  const result =
    await connection.runAndReadAll(`SELECT quantile_disc(ms, [0.5, 0.99, 0.999]) AS q, max(ms) AS most, count(ms) AS n
    FROM (SELECT ${column} - made AS ms FROM visible WHERE ${column} IS NOT NULL)`);
  const [[q, most, n]] = result.getRowsJson() as [[number[] | null, number, string]];
  if (q === null) return null;
  const [p50, p99, p999] = q.map((ms) => Math.round(ms)) as [number, number, number];
  return { p50, p99, p999, max: Math.round(most), count: Number(n) };
}
