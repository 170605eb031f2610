import { describe, expect, test } from 'vitest';
import { compactTable } from '../../../pipeline/delta/compaction.ts';
import { filesOverlapping } from '../../../pipeline/delta/data-skipping.ts';
import { column, structOf } from '../../../pipeline/delta/schema.ts';
import { createTable, openTable } from '../../../pipeline/delta/table.ts';
import { vacuumTable } from '../../../pipeline/delta/vacuum.ts';
import { mergeFilesWith } from '../../../pipeline/lake/merge-files.ts';
import { checkFilesPresent, tableRelation } from '../../../pipeline/lake/read-table.ts';
import { CHECKSUM_TAG, writeDataFile } from '../../../pipeline/lake/write-data-file.ts';
import { DISK_OPTIONS, diskLake } from './disk-lake.ts';

const SCHEMA = structOf(column('id', 'long'), column('name', 'string'));
const rows = (from: number) => `SELECT range AS id, 'n' || range AS name FROM range(${from}, ${from + 3})`;

describe('reading', () => {
  test('a table without files has its columns and no rows', async () => {
    const lake = await diskLake();
    const table = await createTable(lake.ports, 'empty', { schema: SCHEMA }, DISK_OPTIONS);
    const relation = tableRelation(lake.ports.storage, 'empty', table.snapshot());
    const described = await lake.connection.runAndReadAll(`DESCRIBE SELECT * FROM ${relation} t`);
    expect(described.getRows().map((row) => [row[0], row[1]])).toEqual([
      ['id', 'BIGINT'],
      ['name', 'VARCHAR'],
    ]);
    expect(await lake.rows('empty', table.snapshot())).toEqual([]);
  });

  test('rows written before a column existed have NULL there, also at earlier versions and when no file has it', async () => {
    const lake = await diskLake();
    const table = await createTable(lake.ports, 'wider', { schema: SCHEMA }, DISK_OPTIONS);
    await lake.append(table, rows(0));
    await table.commit({
      schemaChange: structOf(...SCHEMA.fields, column('more', 'timestamp')),
      operation: 'ADD COLUMNS',
    });
    expect(await lake.rows('wider', table.snapshot())).toMatchObject([{ id: '0', more: null }, {}, {}]);
    await lake.append(table, `SELECT 9 AS id, 'x' AS name, make_timestamptz(0) AS more`);
    expect((await lake.rows('wider', table.snapshot())).at(-1)).toEqual({
      id: '9',
      name: 'x',
      more: '1970-01-01 00:00:00+00',
    });
    expect(await lake.rows('wider', await table.snapshotAt(1))).toHaveLength(3);
  });

  test('a checkpoint gives the same table as the commits behind it', async () => {
    const lake = await diskLake();
    const options = { ...DISK_OPTIONS, checkpointTiming: 'inline' as const, checkpointEveryCommits: 3 };
    const table = await createTable(
      lake.ports,
      'cp',
      { schema: SCHEMA, name: 'cp', configuration: { 'delta.appendOnly': 'false' } },
      options,
    );
    for (const from of [0, 10, 20]) await lake.append(table, rows(from));
    await table.commit({
      removes: [[...table.snapshot().files.keys()][0]!],
      transactions: [{ appId: 'x/1', expected: undefined, version: 7 }],
      operation: 'DELETE',
    });
    await table.checkpoint();
    for (const version of [0, 1, 2, 3])
      await lake.ports.storage.remove(`cp/_delta_log/${String(version).padStart(20, '0')}.json`);
    const fresh = await openTable(lake.ports, 'cp', DISK_OPTIONS);
    const plain = (snapshot: ReturnType<typeof table.snapshot>) => ({
      ...snapshot,
      files: [...snapshot.files.values()].map((file) => ({ ...file, dataChange: false })),
    });
    expect(plain(fresh.snapshot())).toEqual(plain(table.snapshot()));
  });
});

describe('writing', () => {
  test('a query without rows makes no file', async () => {
    const lake = await diskLake();
    const target = { ports: lake.ports, path: 't', schema: SCHEMA };
    expect(await writeDataFile(lake.connection, target, `${rows(0)} LIMIT 0`)).toBeUndefined();
    expect(await lake.ports.storage.list('t')).toEqual([]);
  });

  test('types are those of the table: a widened sum is narrowed, a value that does not fit is an error', async () => {
    const lake = await diskLake();
    const target = { ports: lake.ports, path: 't', schema: structOf(column('n', 'long')) };
    const file = await writeDataFile(lake.connection, target, 'SELECT sum(range) AS n FROM range(10)', {
      checksum: true,
    });
    expect(JSON.parse(file!.stats!)).toEqual({
      numRecords: 1,
      minValues: { n: 45 },
      maxValues: { n: 45 },
      nullCount: { n: 0 },
    });
    expect(file!.tags?.[CHECKSUM_TAG]).toMatch(/^[0-9a-f]{64}$/);
    await expect(
      writeDataFile(lake.connection, target, 'SELECT 9223372036854775808::HUGEINT AS n'),
    ).rejects.toThrow(/out of range|Conversion/);
    await expect(writeDataFile(lake.connection, target, 'SELECT 1 AS m')).rejects.toThrow(/"n"/);
  });

  test('statistics let a reader skip files', async () => {
    const lake = await diskLake();
    const table = await createTable(lake.ports, 't', { schema: SCHEMA }, DISK_OPTIONS);
    for (const from of [0, 10, 20]) await lake.append(table, rows(from));
    expect(filesOverlapping(table.snapshot(), 'id', 11n, 15n)).toHaveLength(1);
    expect(filesOverlapping(table.snapshot(), 'id', 3, 9)).toHaveLength(0);
  });
});

test('compaction keeps the rows and vacuum makes unretained versions say so', async () => {
  const lake = await diskLake();
  const table = await createTable(lake.ports, 't', { schema: SCHEMA }, DISK_OPTIONS);
  for (const from of [0, 10, 20, 30]) await lake.append(table, rows(from));
  const before = await lake.rows('t', table.snapshot());
  await compactTable(table, mergeFilesWith(lake.connection, lake.ports, 't'));
  expect(table.snapshot().files.size).toBe(1);
  expect(await lake.rows('t', table.snapshot())).toEqual(before);
  const later = { ...lake.ports, now: () => Date.now() + 1_000 };
  expect((await vacuumTable(later, 't', { retentionMs: 0 })).removedFiles).toHaveLength(4);
  expect(await lake.rows('t', table.snapshot())).toEqual(before);
  const past = await table.snapshotAt(4);
  await expect(checkFilesPresent(lake.ports.storage, 't', past)).rejects.toMatchObject({
    code: 'version-vacuumed',
  });
});
