// Delta tables between Spark and us, both ways: what Spark writes by default we read at every version, what we write Spark
// reads at every version that is not vacuumed, and what we cannot read we refuse by the feature's name.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { openTable } from '../../pipeline/delta/table.ts';
import { DISK_OPTIONS, diskLake } from '../integration/delta/disk-lake.ts';
import { writeOurTables } from './our-tables.ts';
import { openFolder, ourRows, theirRows } from './rows.ts';
import { openSpark, type SparkSession, sparkIsMissing } from './spark-tables.ts';

const missing = sparkIsMissing();
if (missing !== undefined) process.stderr.write(`skipped: ${missing}\n`);

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe.skipIf(missing !== undefined)('Spark', () => {
  let spark: SparkSession;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lakequake-foreign-'));
    spark = await openSpark();
  });
  afterAll(async () => {
    await spark?.close();
    await rm(folder, { recursive: true, force: true });
  });
  const at = (name: string): string => `delta.\`${join(folder, name)}\``;

  async function expectSame(path: string, name: string, versions: number[]): Promise<void> {
    const sql = await openFolder(folder);
    const theirs = await spark.rows(join(folder, path), versions);
    for (const version of versions) {
      const rows = await ourRows(sql, name, version);
      expect(rows, `${name} version ${version}`).toEqual(theirRows(theirs[String(version)]!));
    }
  }

  test('writes every type it knows by default, with nested columns, and we read them', async () => {
    await spark.run(
      `CREATE TABLE ${at('types')} (id BIGINT, i INT, s SMALLINT, b TINYINT, d DOUBLE, flag BOOLEAN, t STRING, bin BINARY, day DATE,
        at TIMESTAMP, there TIMESTAMP_NTZ, money DECIMAL(12, 3), tags ARRAY<STRING>, props MAP<STRING, INT>,
        nested STRUCT<a: INT, deep: STRUCT<b: STRING, c: ARRAY<INT>>>) USING delta`,
      `INSERT INTO ${at('types')} SELECT id, int(id), smallint(id), tinyint(id), id / 8, id % 2 = 0, concat('t', id),
        encode(concat('b', id), 'utf-8'), date '1995-07-01' + int(id),
        timestamp '1995-07-01 00:00:00.123456' + make_interval(0, 0, 0, 0, id), timestamp_ntz '1995-07-01 00:00:01',
        cast(id / 4 AS DECIMAL(12, 3)), array('x', null, string(id)), map('k', int(id)),
        named_struct('a', int(id), 'deep', named_struct('b', 'q', 'c', array(1, int(id)))) FROM range(5)`,
      `INSERT INTO ${at('types')} SELECT 99, null, null, null, null, null, null, null, null, null, null, null, null, null, null`,
      `DELETE FROM ${at('types')} WHERE id = 3`,
    );
    await expectSame('types', 'types', upTo(0, 3));
  });

  test('partitions by strange values, evolves the schema, and we read both from the log', async () => {
    await spark.run(
      `CREATE TABLE ${at('eu/parts')} (id BIGINT, day DATE, zone STRING, at TIMESTAMP, n INT) USING delta PARTITIONED BY (day, zone, at, n)`,
      `INSERT INTO ${at('eu/parts')} SELECT id, date '1995-07-01' + int(id % 2),
        CASE id % 4 WHEN 0 THEN 'a b/c%d' WHEN 1 THEN NULL WHEN 2 THEN 'x=ü' ELSE '1' END,
        timestamp '1995-07-01 00:00:00.5' + make_interval(0, 0, 0, 0, id % 3), int(id % 2) FROM range(12)`,
      `ALTER TABLE ${at('eu/parts')} ADD COLUMN extra DOUBLE`,
      `INSERT INTO ${at('eu/parts')} (id, day, zone, at, n, extra) VALUES (100, date '1995-07-09', 'z', timestamp '1995-07-09', 3, 1.5)`,
    );
    await expectSame('eu/parts', 'eu.parts', upTo(0, 3));
  });

  test('writes a checkpoint in parts and evolves a nested column, and we read on either side of it', async () => {
    await spark.run(
      'SET spark.databricks.delta.checkpoint.partSize = 3',
      `CREATE TABLE ${at('parted')} (id BIGINT, nested STRUCT<a: INT>) USING delta TBLPROPERTIES ('delta.checkpointInterval' = '5')`,
      ...upTo(0, 4).map((n) => `INSERT INTO ${at('parted')} VALUES (${n}, named_struct('a', ${n}))`),
      `ALTER TABLE ${at('parted')} ADD COLUMN nested.b STRING`,
      `INSERT INTO ${at('parted')} VALUES (50, named_struct('a', 50, 'b', 'new'))`,
      'RESET spark.databricks.delta.checkpoint.partSize',
    );
    await rm(join(folder, 'parted', '_delta_log', '00000000000000000000.json'));
    await expectSame('parted', 'parted', upTo(5, 7));
  });

  test.each([
    ['deletionVectors', 'dv', "TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')"],
    ['columnMapping', 'mapped', "TBLPROPERTIES ('delta.columnMapping.mode' = 'name')"],
    ['v2Checkpoint', 'v2', "TBLPROPERTIES ('delta.checkpointPolicy' = 'v2')"],
    ['typeWidening', 'widened', "TBLPROPERTIES ('delta.enableTypeWidening' = 'true')"],
  ])('a table that uses %s is refused by that name, with a way out', async (feature, name, properties) => {
    await spark.run(
      `CREATE TABLE ${at(name)} (id BIGINT) USING delta ${properties}`,
      `INSERT INTO ${at(name)} SELECT id FROM range(10)`,
      `DELETE FROM ${at(name)} WHERE id = 3`,
    );
    const sql = await openFolder(folder);
    const refusal = await sql.query(`SELECT * FROM ${name}`).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LakequakeError);
    expect((refusal as LakequakeError).message).toContain(feature);
    expect((refusal as LakequakeError).hint).toMatch(/^[A-Z]\w+ /);
    // The neighbours in the folder are still there to be asked.
    expect((await sql.query("SELECT 1 FROM history('types') LIMIT 1")).rows.length).toBeLessThanOrEqual(1);
  });

  test('reads every version of our tables with appends, removals, checkpoints, new columns, compaction and vacuum', async () => {
    const lake = await diskLake();
    const sql = await openFolder(lake.root);
    for (const { name, versions } of await writeOurTables(lake)) {
      const theirs = await spark.rows(join(lake.root, name), versions);
      for (const version of versions) {
        const rows = await ourRows(sql, name, version);
        expect(theirRows(theirs[String(version)]!), `${name} version ${version}`).toEqual(rows);
      }
    }
  });

  test('appends to our table, and we read and append on', async () => {
    const lake = await diskLake();
    await writeOurTables(lake);
    const path = join(lake.root, 'changed');
    await spark.run(`INSERT INTO delta.\`${path}\` (id, name) VALUES (1000, 'theirs')`);
    const table = await openTable(lake.ports, 'changed', DISK_OPTIONS);
    const before = (await lake.rows('changed', table.snapshot())).length;
    await lake.append(
      table,
      `SELECT * REPLACE (2000 AS id) FROM (SELECT * FROM read_parquet('${join(path, '*.parquet')}', union_by_name = true) LIMIT 1)`,
    );
    const versions = [table.version - 1, table.version];
    const theirs = await spark.rows(path, versions);
    const sql = await openFolder(lake.root);
    for (const version of versions)
      expect(theirRows(theirs[String(version)]!)).toEqual(await ourRows(sql, 'changed', version));
    expect(theirs[String(table.version)]!.length).toBe(before + 1);
  });
});
