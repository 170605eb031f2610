import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { DEFAULT_SQL_LIMITS } from '../../../pipeline/observe/sql/limits.ts';
import { type LakeSql, openLakeSql } from '../../../pipeline/observe/sql/open-lake-sql.ts';
import { asCsv, asTable } from '../../../pipeline/observe/sql/print-rows.ts';
import { bronzeRow, RUN, T0, type TinyLake, TOPIC, tinyLake } from './tiny-lake.ts';

let lake: TinyLake;
let sql: LakeSql;
beforeAll(async () => {
  lake = await tinyLake();
  sql = await openLakeSql({ lakeDir: lake.lakeDir, ledger: { folder: join(lake.stateDir, 'ledger') } });
});
afterAll(async () => {
  sql.close();
  await lake.close();
});

const value = async (text: string) => (await sql.query(text)).rows[0]![0];
async function refusal(text: string, options?: Parameters<LakeSql['query']>[1]): Promise<LakequakeError> {
  const error = await sql.query(text, options).then(
    (result) => expect.fail(`was not refused: ${text} => ${JSON.stringify(result.rows)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LakequakeError);
  return error as LakequakeError;
}

test.each([
  ['SELECT count(*) FROM bronze', 8],
  ['SELECT count(*) FROM silver', 7],
  ['SELECT reasons FROM quarantine', 'no-timestamp'],
  ['SELECT requests FROM gold.traffic', 6],
  ['SELECT count(*) FROM gold.status', 0],
  ['SELECT count(*) FROM ledger', 12],
])('%s gives %s', async (text, expected) => {
  expect(await value(text)).toBe(expected);
});

test('a table is read as it was at a version, and gold replaces its file rather than adding to it', async () => {
  expect(await value('SELECT count(*) FROM bronze_at(0)')).toBe(0);
  expect(await value('SELECT count(*) FROM bronze_at( 1 )')).toBe(3);
  expect(await value('SELECT count(*) FROM bronze_at(2)')).toBe(5);
  expect(await value('SELECT requests FROM gold_traffic_at(1)')).toBe(5);
  expect(await value('SELECT a.requests - b.requests FROM gold.traffic a, gold.traffic_at(1) b')).toBe(1);
});

test('text that only looks like a version call is left alone', async () => {
  expect(await value("SELECT 'bronze_at(1)' -- silver_at(99)")).toBe('bronze_at(1)');
});

test('the history has every version with its time, operation, files and positions', async () => {
  const { rows, columns } = await sql.query(
    "SELECT version, operation, files_added, files_removed, rows_added, positions FROM history('gold.traffic')",
  );
  expect(columns.map((one) => one.name)).toContain('positions');
  expect(rows.map((row) => row.slice(0, 5))).toEqual([
    [0, 'CREATE TABLE', 0, 0, 0],
    [1, 'WRITE', 1, 0, 1],
    [2, 'WRITE', 1, 1, 1],
  ]);
  expect(JSON.parse(String(rows[2]![5]))).toEqual({
    'gold/silver-version': 2,
    'gold/final-before-ms': T0 + 10_000,
  });
  expect(await value("SELECT count(*) FROM history('bronze')")).toBe(4);
  const bytes = await sql.query("SELECT files_added > 0, bytes_added > 0 FROM history('gold.traffic')");
  expect(bytes.rows).toEqual([
    [false, false],
    [true, true],
    [true, true],
  ]);
});

test('a send acknowledged without an offset has none in the ledger view', async () => {
  const other = await tinyLake();
  other.ledger({ t: 'acked', b: 4, p: 1, at: T0 + 9000, base: '-1', n: 1 });
  const sql = await openLakeSql({
    lakeDir: other.lakeDir,
    ledger: { folder: join(other.stateDir, 'ledger') },
  });
  const rows = await sql.trusted('SELECT outcome, kafka_offset FROM ledger WHERE seq IN (7, 8) ORDER BY seq');
  expect(rows).toEqual([
    { outcome: 'acked', kafka_offset: 2 },
    { outcome: 'acked', kafka_offset: null },
  ]);
  sql.close();
  await other.close();
});

test('the ledger tells every outcome with its exact offset', async () => {
  const { rows } = await sql.query(
    'SELECT seq, outcome, kafka_partition, kafka_offset, why FROM ledger ORDER BY seq',
  );
  expect(rows).toEqual([
    [0, 'acked', 0, 0, null],
    [1, 'acked', 0, 1, null],
    [2, 'acked', 0, 2, null],
    [3, 'acked', 1, 0, null],
    [4, 'acked', 1, 1, null],
    [5, 'acked', 0, 3, null],
    [6, 'acked', 0, 4, null],
    [7, 'acked', 1, 2, null],
    [8, 'open', 0, null, null],
    [9, 'failed', 0, null, 'NOT_ENOUGH_REPLICAS'],
    [10, 'dropped', null, null, 'buffer full'],
    [11, 'acked', 1, 3, null],
  ]);
});

test('a torn last line of the ledger costs nothing but itself', async () => {
  const other = await tinyLake();
  other.ledger({ t: 'unknown', b: 4, p: 0, at: T0 + 9000, why: 'timeout' });
  other.ledger({ t: 'resolved', b: 4, p: 0, at: T0 + 9500, seq: [8], offset: ['5'] });
  writeFileSync(other.ledgerFile, '{"t":"intent","b":7,"p":0,"at":1,"se', { flag: 'a' });
  const reader = await openLakeSql({ lakeDir: other.lakeDir, ledger: [other.ledgerFile] });
  const { rows } = await reader.query('SELECT outcome, kafka_offset FROM ledger WHERE seq = 8');
  expect(rows).toEqual([['acked', 5]]);
  reader.close();
  await other.close();
});

test('new commits are seen by the next query', async () => {
  const other = await tinyLake();
  const reader = await openLakeSql({ lakeDir: other.lakeDir, ledger: [] });
  const count = async () => (await reader.query('SELECT count(*) FROM bronze')).rows[0]![0];
  expect(await count()).toBe(8);
  await other.commit('bronze', bronzeRow(12, 0, 5), { [`bronze/${TOPIC}/0`]: 6 });
  expect(await count()).toBe(9);
  expect((await reader.query('SELECT count(*) FROM ledger')).rows).toEqual([[0]]);
  reader.close();
  await other.close();
});

test('a lake that does not exist yet reads as empty tables with their columns', async () => {
  const reader = await openLakeSql({ lakeDir: join(lake.dir, 'nowhere'), ledger: [] });
  expect((await reader.query('SELECT * FROM silver')).columns.map((one) => one.name)).toContain('behind_ms');
  expect((await reader.query("SELECT * FROM history('silver')")).rows).toEqual([]);
  reader.close();
});

test('what a query writes, attaches, sets or reads from elsewhere is refused, and nothing is written', async () => {
  const before = readdirSync(lake.lakeDir).sort();
  const target = join(lake.lakeDir, 'evil');
  for (const text of [
    `COPY (SELECT 1) TO '${target}'`,
    `ATTACH '${target}'`,
    'CREATE TABLE x AS SELECT 1',
    'DROP VIEW silver',
    'DELETE FROM lake_history',
    "SET memory_limit = '10GB'",
    'INSTALL httpfs',
    'CALL duckdb_functions()',
    'EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1',
    'SELECT 1; SELECT 2',
    '',
    '-- nothing',
    `SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_config = {'path': '${target}'})`,
    `SELECT * FROM "enable_logging" /* x */ ('QueryLog')`,
    `FROM query('SELECT * FROM enable_' || 'logging()')`,
    'SELECT * FROM arrow_scan(1, 2, 3)',
    `SELECT * FROM read_text('${join(lake.stateDir, 'control.json')}')`,
    `SELECT * FROM read_text('${lake.lakeDir}/../control.json')`,
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_parquet('https://example.com/x.parquet')",
    "SELECT * FROM glob('/*')",
  ])
    expect((await refusal(text)).code, text).toBe('bad-sql');
  expect(readdirSync(lake.lakeDir).sort()).toEqual(before);
  expect(existsSync(target)).toBe(false);
});

test('reading forms other than SELECT are allowed', async () => {
  for (const text of [
    'FROM silver',
    'VALUES (1)',
    'DESCRIBE silver',
    'SHOW TABLES',
    'SUMMARIZE silver',
    'EXPLAIN SELECT * FROM bronze',
    'WITH a AS (SELECT 1) FROM a',
  ])
    expect((await sql.query(text)).columns.length, text).toBeGreaterThan(0);
});

test('an error names line and position in the text as it was typed, also behind a version call', async () => {
  expect((await refusal('SELECT 1,\n  statuss FROM silver')).message).toMatch(
    /^line 2, position 3: .*statuss/,
  );
  const typo = await refusal('selct 1');
  expect(typo.message).toMatch(/^line 1, position 1: syntax error/);
  expect(typo.hint).toContain('missing quote');
  expect((await refusal('SELECT * FROM bronze_at(1) WHERE nope = 1')).message).toMatch(
    /^line 1, position 34: /,
  );
  const long = `SELECT ${'1 + '.repeat(80)} nope FROM silver`;
  expect((await refusal(long)).message).toMatch(
    new RegExp(`^line 1, position ${long.indexOf('nope') + 1}: `),
  );
});

test('a slip of the keyboard is answered with where to look, and a second statement with what to do', async () => {
  const slip = await refusal('SELECT event_id FORM silver');
  expect(slip.message).toMatch(/^line 1, position 22: syntax error/);
  expect(slip.hint).toContain('the word before it');
  expect((await refusal('SELECT 1; SELECT 2')).hint).toMatch(/^keep one/);
});

test('an unknown table is answered with the tables there are', async () => {
  const error = await refusal('SELECT * FROM golden');
  expect(error.message).toContain('golden');
  expect(error.hint).toContain('gold.traffic');
});

test('a version that does not exist is refused by number, and one that is no number by how to write it', async () => {
  expect((await refusal('SELECT * FROM bronze_at(99)')).message).toMatch(/no version 99; the newest is 3/);
  expect((await refusal('SELECT * FROM bronze_at(1 + 1)')).message).toMatch(/plain number/);
});

test('rows beyond the limit are cut off, and said to be', async () => {
  const result = await sql.query('SELECT * FROM range(5000)', { rows: 10 });
  expect(result.rows).toHaveLength(10);
  expect(result.truncated).toBe(true);
  expect((await sql.query('SELECT * FROM range(10)', { rows: 10 })).truncated).toBe(false);
});

const ENDLESS = 'SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range % 7 = b.range % 5';

test('a query that takes too long is stopped, and so is one whose signal fires; the next one works', async () => {
  const quick = await openLakeSql({ lakeDir: lake.lakeDir, ledger: [], limits: { timeMs: 200 } });
  const slow = await quick.query(ENDLESS).catch((error: unknown) => error as LakequakeError);
  expect(slow).toMatchObject({ code: 'bad-sql', message: expect.stringContaining('longer than 0.2 s') });
  quick.close();
  const error = await refusal(ENDLESS, { signal: AbortSignal.timeout(200) });
  expect(error.code).toBe('aborted');
  expect(await value('SELECT 1')).toBe(1);
});

test('a stop is not forgotten, however soon after the question it comes', async () => {
  // DuckDB drops an interrupt that arrives while a statement is prepared; then the query would run into its limit of time.
  const began = Date.now();
  const stops = [0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25];
  for (const afterMs of stops) {
    const error = await refusal(ENDLESS, { signal: AbortSignal.timeout(afterMs) });
    expect({ afterMs, code: error.code }).toEqual({ afterMs, code: 'aborted' });
  }
  expect(Date.now() - began).toBeLessThan(DEFAULT_SQL_LIMITS.timeMs);
}, 120_000);

test('a query that needs too much memory is refused and says how much it may have', async () => {
  const small = await openLakeSql({ lakeDir: lake.lakeDir, ledger: [], limits: { memoryMb: 64 } });
  const error = await small
    .query('SELECT list(range) FROM range(50000000)')
    .catch((reason: unknown) => reason as LakequakeError);
  expect(error).toMatchObject({ code: 'bad-sql', message: expect.stringContaining('64 MB') });
  small.close();
});

test('times are ISO text, exact whole numbers are numbers, and longer ones keep their digits', async () => {
  const { rows } = await sql.query(
    'SELECT event_time, 9007199254740993 AS big, 5::BIGINT AS small FROM silver ORDER BY 1 LIMIT 1',
  );
  expect(rows[0]).toEqual(['2026-01-01T12:00:00Z', '9007199254740993', 5]);
});

test('results print aligned, with control characters made visible, and as CSV with quotes where needed', async () => {
  const result = await sql.query(
    `SELECT chr(27) || '[31mred' AS text, 12 AS n UNION ALL SELECT 'a,"b"', NULL`,
  );
  expect(asTable(result)).toContain('\\x1b[31mred');
  expect(asTable(result)).toMatch(/NULL\n2 rows$/);
  expect(asCsv(result).split('\n').slice(0, 1)).toEqual(['text,n']);
  expect(asCsv(result)).toContain('"a,""b""",');
  expect(RUN).toBe('rtiny00');
});
