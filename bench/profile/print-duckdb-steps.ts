// What each SQL step of the duckdb engine costs for one batch of generated events, as time of a core (so other work on the machine hardly shows),
// and which operators of the dearest step take the time, by DuckDB's own profiler: `npx tsx bench/profile/print-duckdb-steps.ts [EVENTS]` (100,000, a full batch).
// The steps are the pipeline's own statements, in the pipeline's order; Kafka, commits and the other two queries are not in it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { defaultSettings } from '../../pipeline/contract/settings.ts';
import { openDuckDb } from '../../pipeline/lake/duckdb-session.ts';
import { sqlText } from '../../pipeline/lake/sql-text.ts';
import { stagedBronzeRows, stageRecords } from '../../pipeline/medallion/bronze-staging.ts';
import { brokenExpectationsSql, expectationsFor } from '../../pipeline/medallion/expectations.ts';
import { goldState } from '../../pipeline/medallion/gold-state.ts';
import { newestBeforeTable } from '../../pipeline/medallion/newest-before.ts';
import { readerSql } from '../../pipeline/medallion/reader-sql.ts';
import { readRowGroups, samplePaths } from '../../pipeline/medallion/row-figures.ts';
import { duckDbFunctions, transformation } from '../../pipeline/medallion/transformations.ts';
import { createGenerator } from '../../pipeline/source/generator/generator.ts';
import type { RecordRun } from '../../pipeline/stream/record-buffer.ts';
import { medianOf } from '../spread.ts';

const EVENTS = Number(process.argv[2] ?? 100_000);
const PARTITIONS = 6;
const ROUNDS = 5;
const settings = defaultSettings();
const folder = mkdtempSync(join(tmpdir(), 'lakequake-steps-'));

/** Generated events as they come out of Kafka. */
function records(): RecordRun[] {
  const generator = createGenerator(7, 'original');
  const each = Math.floor(EVENTS / PARTITIONS);
  return Array.from({ length: PARTITIONS }, (_, partition) => {
    const lines = Array.from(
      { length: each },
      (__, index) => generator.at(partition * each + index, 0).line!,
    );
    return {
      partition,
      firstOffset: 0,
      timesMs: lines.map((__, index) => 1_790_000_000_000 + index),
      ids: lines.map((__, index) => `rbench-${partition * each + index}`),
      keys: lines.map((line) => line.split(' ', 1)[0]!),
      raws: lines,
    } as RecordRun;
  });
}

const judged = transformation('judged', {
  ...readerSql(settings.silver),
  brokenExpectations: brokenExpectationsSql(
    expectationsFor({ settings, silver: settings.silver, eventTimeMode: 'original' } as never),
  ),
});
const silver = transformation('silver', { ingestedAt: 'ms_instant(0)' });
const admitted = transformation('admitted', {
  windowMs: String(settings.stream.windowMs),
  allowedLatenessMs: String(settings.stream.allowedLatenessMs),
  windowTimeMs: 'instant_ms(event_time)',
  stoodBehindMs: 'behind_ms',
  filter: 'true',
});

const copy = (rows: string, name: string): string =>
  `COPY (SELECT * FROM ${rows}) TO ${sqlText(join(folder, name))} (FORMAT parquet, COMPRESSION snappy, RETURN_STATS)`;

async function stepsOf(connection: DuckDBConnection, runs: RecordRun[]) {
  const state = await goldState(connection);
  const run = (sql: string) => () => connection.run(sql).then(() => undefined);
  return {
    'bronze: records into DuckDB': () => stageRecords(connection, 'stage', runs),
    'bronze: Parquet': run(copy(stagedBronzeRows('stage', 'bench', 0), 'bronze.parquet')),
    'silver: input': run(
      `CREATE OR REPLACE TEMP VIEW bronze_batch AS SELECT * FROM ${stagedBronzeRows('stage', 'bench', 0)}`,
    ),
    'silver: may ids repeat?': run(transformation('id-sequences', { rows: 'bronze_batch' })),
    'silver: judged.sql': run(`CREATE OR REPLACE TEMP TABLE judged AS ${judged}`),
    'silver: figures for the signals': async () => {
      await readRowGroups(connection);
      await samplePaths(connection);
    },
    'silver: silver.sql': run(`${newestBeforeTable(new Map())}; CREATE OR REPLACE TABLE silver AS ${silver}`),
    'silver: Parquet': run(copy('silver', 'silver.parquet')),
    'gold: admitted.sql': run(
      `CREATE OR REPLACE TEMP VIEW silver_batch AS FROM silver; CREATE OR REPLACE TEMP TABLE gold_in AS ${admitted}`,
    ),
    'gold: sums of open windows': () => state.add(0),
  };
}

interface Operator {
  operator_name?: string;
  operator_timing?: number;
  extra_info?: { Projections?: string | string[] };
  children?: Operator[];
}

const computed = ({ extra_info: info }: Operator): string[] => [info?.Projections ?? []].flat();

/** A projection is known by what it adds to the one below it. */
function nameOf(node: Operator): string {
  const name = node.operator_name!.trim().toLowerCase().replaceAll('_', ' ');
  const below = new Set((node.children ?? []).flatMap(computed));
  const added = [...new Set(computed(node))].filter((one) => !below.has(one) && !one.startsWith('#'));
  return added.length === 0
    ? name
    : `${name}: ${added.slice(0, 4).join(', ').slice(0, 80).replaceAll('|', ' ')}`;
}

/** Seconds by operator of the last statement. */
function operatorsOf(file: string): [string, number][] {
  const found: [string, number][] = [];
  const walk = (node: Operator): void => {
    if (node.operator_name) found.push([nameOf(node), node.operator_timing ?? 0]);
    for (const child of node.children ?? []) walk(child);
  };
  walk(JSON.parse(readFileSync(file, 'utf8')) as Operator);
  return found.sort(([, a], [, b]) => b - a);
}

const session = await openDuckDb({ threads: 1 });
const connection = await session.connect();
try {
  await connection.run(duckDbFunctions());
  const steps = await stepsOf(connection, records());
  const took = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, step] of Object.entries(steps)) {
      const before = process.cpuUsage();
      await step();
      const { user, system } = process.cpuUsage(before);
      took.set(name, [...(took.get(name) ?? []), (user + system) / 1_000]);
    }
  const medians = [...took].map(([name, ms]) => [name, medianOf(ms)] as const);
  const whole = medians.reduce((sum, [, ms]) => sum + ms, 0);
  process.stdout.write(
    `| step, ${EVENTS.toLocaleString('en-US')} events | ms of a core | share |\n|---|--:|--:|\n`,
  );
  for (const [name, ms] of [...medians, ['all', whole] as const])
    process.stdout.write(`| ${name} | ${ms.toFixed(0)} | ${((100 * ms) / whole).toFixed(0)} % |\n`);
  const profile = join(folder, 'profile.json');
  await connection.run(`PRAGMA enable_profiling = 'json'; SET profiling_output = ${sqlText(profile)}`);
  await steps['silver: judged.sql']();
  const operators = operatorsOf(profile).filter(([, seconds]) => seconds >= 0.002);
  process.stdout.write('\n| operator of judged.sql | ms |\n|---|--:|\n');
  for (const [name, seconds] of operators)
    process.stdout.write(`| ${name} | ${(seconds * 1_000).toFixed(0)} |\n`);
} finally {
  connection.closeSync();
  session.close();
  rmSync(folder, { recursive: true, force: true });
}
