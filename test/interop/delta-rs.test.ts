// Tables written by our log, read by delta-rs, and the other way round, at every version there is.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compactTable } from '../../pipeline/delta/compaction.ts';
import { cleanLog } from '../../pipeline/delta/log-cleanup.ts';
import { listLog, oldestVersion } from '../../pipeline/delta/log-segment.ts';
import { arrayOf, column, structOf } from '../../pipeline/delta/schema.ts';
import { createTable, type DeltaTable, openTable } from '../../pipeline/delta/table.ts';
import { vacuumTable } from '../../pipeline/delta/vacuum.ts';
import { mergeFilesWith } from '../../pipeline/lake/merge-files.ts';
import { relationOverFiles, tableRelation } from '../../pipeline/lake/read-table.ts';
import { writeDataFile } from '../../pipeline/lake/write-data-file.ts';
import { DISK_OPTIONS, type DiskLake, diskLake } from '../integration/delta/disk-lake.ts';
import { askDeltaRs, pythonWithDeltaRs } from './delta-rs.ts';

const python = pythonWithDeltaRs() ?? '';
if (python === '') {
  process.stderr.write('skipped: no Python with deltalake (set LAKEQUAKE_PYTHON, or run npm run setup)\n');
}

type Row = Record<string, unknown>;

const SCHEMA = structOf(
  column('id', 'long'),
  column('at', 'timestamp'),
  column('name', 'string'),
  column('status', 'integer'),
  column('ratio', 'double'),
  column('flag', 'boolean'),
  column('day', 'date'),
  column('money', 'decimal(10,2)'),
  column('raw', 'binary'),
  column('reasons', arrayOf('string')),
);

/** Ten rows with everything readers stumble over: nulls, exact longs, NaN, infinity, long and strange strings. */
function rowsFrom(first: number): string {
  return `SELECT 9007199254740993 + range AS id, make_timestamptz(804571201000001 + range) AS at,
    CASE range % 4 WHEN 0 THEN NULL WHEN 1 THEN repeat('ü', 60) WHEN 2 THEN '"\\ ' || chr(1) ELSE 'n' || range END AS name,
    CASE WHEN range % 3 = 0 THEN NULL ELSE 200 + range END AS status,
    CASE range % 5 WHEN 0 THEN 'inf'::DOUBLE WHEN 1 THEN NULL ELSE range / 7 END AS ratio,
    range % 2 = 0 AS flag, DATE '1995-07-01' + range::INTEGER AS day, (range / 4)::DECIMAL(10, 2) AS money,
    encode('r' || range) AS raw, CASE WHEN range % 2 = 0 THEN ['a', NULL, 'b'] END AS reasons
    FROM range(${first}, ${first + 10})`;
}

/** Our rows in the form of `delta-rs.py`. */
async function ours(lake: DiskLake, table: DeltaTable, version: number): Promise<Row[]> {
  const snapshot = await table.snapshotAt(version);
  const relation = relationOverFiles(lake.ports.storage, table.path, snapshot.schema, [
    ...snapshot.files.values(),
  ]);
  const has = (name: string): boolean => snapshot.schema.fields.some((field) => field.name === name);
  const forms = [
    'epoch_us("at") AS "at"',
    'ratio::VARCHAR AS "ratio"',
    'money::VARCHAR AS "money"',
    'lower(hex(raw)) AS "raw"',
  ];
  const usable = forms.filter((form) => has(form.replace(/.* AS "(.*)"/, '$1')));
  const replaced = usable.length > 0 ? `REPLACE (${usable.join(', ')})` : '';
  const result = await lake.connection.runAndReadAll(
    `SELECT to_json(t)::VARCHAR FROM (SELECT * ${replaced} FROM ${relation}) t ORDER BY id`,
  );
  return result.getRows().map(([text]) => normal(JSON.parse(exact(String(text))) as Row));
}

/** Longs above 2^53 must not be compared after rounding. */
function exact(text: string): string {
  return text.replace(/"(id|extra)":(\d{16,})/g, '"$1":"$2"');
}

function normal(row: Row): Row {
  return {
    ...row,
    id: String(row.id),
    ...('ratio' in row && { ratio: row.ratio === null ? null : Number(infinite(row.ratio)) }),
  };
}

function infinite(value: unknown): unknown {
  return value === 'inf' ? 'Infinity' : value;
}

async function theirs(lake: DiskLake, table: DeltaTable, versions: number[]): Promise<Record<string, Row[]>> {
  return askDeltaRs(python, { ask: 'rows', table: join(lake.root, table.path), versions });
}

async function expectSame(lake: DiskLake, table: DeltaTable, versions: number[]): Promise<void> {
  const answer = await theirs(lake, table, versions);
  for (const version of versions) {
    expect(answer[version]!.map(normal), `version ${version}`).toEqual(await ours(lake, table, version));
  }
}

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function appendWithPosition(lake: DiskLake, table: DeltaTable, query: string): Promise<void> {
  const file = await writeDataFile(
    lake.connection,
    { ports: lake.ports, path: table.path, schema: table.schema },
    query,
    { checksum: true },
  );
  const expected = table.transactionVersion('app');
  const transactions = [{ appId: 'app', expected, version: (expected ?? 0) + 1 }];
  await table.commit({ adds: [file!], transactions, operation: 'WRITE', userMetadata: 'batch 1' });
}

describe.skipIf(python === '')('delta-rs', () => {
  test('reads every version of a table with appends, removals, checkpoints, new columns and compaction', async () => {
    const lake = await diskLake();
    const table = await createTable(
      lake.ports,
      'all',
      { schema: SCHEMA },
      { ...DISK_OPTIONS, checkpointTiming: 'inline', checkpointEveryCommits: 4 },
    );
    for (const batch of upTo(0, 4)) await appendWithPosition(lake, table, rowsFrom(batch * 10));
    await table.commit({ removes: [[...table.snapshot().files.keys()][1]!], operation: 'DELETE' });
    const wider = structOf(...SCHEMA.fields, column('extra', 'long'), column('words', arrayOf('string')));
    await table.commit({ schemaChange: wider, operation: 'ADD COLUMNS' });
    await lake.append(table, `SELECT *, id AS extra, ['x'] AS words FROM (${rowsFrom(50)})`);
    const merge = mergeFilesWith(lake.connection, lake.ports, 'all');
    expect(await compactTable(table, merge, { minFiles: 2 })).toMatchObject([{ filesBefore: 5 }]);
    await lake.append(table, `SELECT *, NULL::BIGINT AS extra, NULL AS words FROM (${rowsFrom(60)})`);
    expect(table.version).toBe(10);
    await expectSame(lake, table, upTo(0, 10));
    const latest = await askDeltaRs<{ version: number; transactions: Row; rows: Row[] }>(python, {
      ask: 'latest',
      table: join(lake.root, 'all'),
      apps: ['app'],
    });
    expect([latest.version, latest.transactions.app, latest.rows.length]).toEqual([10, 5, 60]);
  });

  test('reads every version that vacuum and log clean-up keep', async () => {
    const lake = await diskLake();
    const table = await createTable(lake.ports, 'kept', { schema: SCHEMA }, DISK_OPTIONS);
    for (const batch of upTo(0, 3)) await lake.append(table, rowsFrom(batch * 10));
    await compactTable(table, mergeFilesWith(lake.connection, lake.ports, 'kept'));
    await table.checkpoint();
    await lake.append(table, rowsFrom(40));
    const ahead = { ...lake.ports, now: () => Date.now() + 60_000 };
    expect(await cleanLog(ahead, 'kept', 0)).toEqual({
      oldestVersion: 5,
      removedCommits: 5,
      removedCheckpoints: 0,
    });
    expect((await vacuumTable(ahead, 'kept', { retentionMs: 0 })).removedFiles).toHaveLength(4);
    expect(oldestVersion(await listLog(lake.ports, 'kept'))).toBe(5);
    await expectSame(lake, await openTable(lake.ports, 'kept', DISK_OPTIONS), [5, 6]);
  });

  test('skips files by our statistics and loses no row that matches', async () => {
    const lake = await diskLake();
    const table = await createTable(lake.ports, 'stats', { schema: SCHEMA }, DISK_OPTIONS);
    for (const batch of upTo(0, 3)) await lake.append(table, rowsFrom(batch * 10));
    await table.checkpoint();
    const relation = tableRelation(lake.ports.storage, 'stats', table.snapshot());
    const where = [
      'status BETWEEN 205 AND 222',
      "name BETWEEN 'n1' AND 'n3'",
      'id > 9007199254741022',
      'flag',
      'ratio > 5',
      "day = DATE '1995-07-20'",
    ];
    for (const condition of where) {
      const mine = await lake.connection.runAndReadAll(
        `SELECT count(*)::INTEGER FROM ${relation} t WHERE ${condition}`,
      );
      const found = await askDeltaRs<number>(python, {
        ask: 'filtered',
        table: join(lake.root, 'stats'),
        where: condition,
      });
      expect(found, condition).toBe(mine.getRows()[0]![0]);
      expect(found).toBeGreaterThan(0);
    }
  });

  test('appends to our table, with a new column and a checkpoint, and we read and append on', async () => {
    const lake = await diskLake();
    const schema = structOf(column('id', 'long'), column('name', 'string'));
    const table = await createTable(lake.ports, 'shared', { schema }, DISK_OPTIONS);
    await lake.append(table, `SELECT range AS id, 'ours' AS name FROM range(3)`);
    const path = join(lake.root, 'shared');
    const append = {
      ask: 'append',
      table: path,
      rows: [{ id: 10, name: 'theirs', more: 1.5 }],
      types: { id: 'int64', name: 'string', more: 'float64' },
    };
    await askDeltaRs(python, { ...append, checkpoint: true });
    expect(await table.refresh()).toBe(2);
    await lake.append(table, `SELECT 20 AS id, 'ours' AS name, 2.5 AS more`);
    const fresh = await openTable(lake.ports, 'shared', DISK_OPTIONS);
    for (const one of [table, fresh]) {
      expect(await lake.rows('shared', one.snapshot())).toEqual([
        { id: '0', name: 'ours', more: null },
        { id: '1', name: 'ours', more: null },
        { id: '2', name: 'ours', more: null },
        { id: '10', name: 'theirs', more: 1.5 },
        { id: '20', name: 'ours', more: 2.5 },
      ]);
    }
    await expectSame(lake, fresh, [0, 1, 2, 3]);
  });
});
