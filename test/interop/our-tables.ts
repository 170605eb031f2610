// Two tables as our log writes them, with everything other readers stumble over: removals, checkpoints, evolved columns,
// compaction, and (in the second) a log that was cleaned and files that were vacuumed.
import { compactTable } from '../../pipeline/delta/compaction.ts';
import { cleanLog } from '../../pipeline/delta/log-cleanup.ts';
import { arrayOf, column, structOf } from '../../pipeline/delta/schema.ts';
import { createTable } from '../../pipeline/delta/table.ts';
import { vacuumTable } from '../../pipeline/delta/vacuum.ts';
import { mergeFilesWith } from '../../pipeline/lake/merge-files.ts';
import { DISK_OPTIONS, type DiskLake } from '../integration/delta/disk-lake.ts';

/** A table's name and the versions that every reader must be able to read. */
export interface OurTable {
  name: string;
  versions: number[];
}

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
  column('nested', structOf(column('a', 'integer'), column('b', 'string'))),
);

const rowsFrom = (
  first: number,
): string => `SELECT range AS id, make_timestamptz(804571201000001 + range) AS at,
    CASE range % 4 WHEN 0 THEN NULL WHEN 1 THEN repeat('ü', 60) WHEN 2 THEN '"\\ ' || chr(1) ELSE 'n' || range END AS name,
    CASE WHEN range % 3 = 0 THEN NULL ELSE (200 + range)::INTEGER END AS status, range / 8 AS ratio,
    range % 2 = 0 AS flag, DATE '1995-07-01' + range::INTEGER AS day, (range / 4)::DECIMAL(10, 2) AS money,
    encode('r' || range) AS raw, CASE WHEN range % 2 = 0 THEN ['a', NULL, 'b'] END AS reasons,
    {'a': range::INTEGER, 'b': 'x'} AS nested
    FROM range(${first}, ${first + 10})`;

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Writes both tables. */
export async function writeOurTables(lake: DiskLake): Promise<OurTable[]> {
  return [await changedTable(lake), await vacuumedTable(lake)];
}

async function changedTable(lake: DiskLake): Promise<OurTable> {
  const name = 'changed';
  const options = { ...DISK_OPTIONS, checkpointTiming: 'inline' as const, checkpointEveryCommits: 4 };
  const table = await createTable(lake.ports, name, { schema: SCHEMA }, options);
  for (const batch of upTo(0, 4)) await lake.append(table, rowsFrom(batch * 10));
  await table.commit({ removes: [[...table.snapshot().files.keys()][1]!], operation: 'DELETE' });
  const wider = structOf(...SCHEMA.fields, column('extra', 'long'), column('words', arrayOf('string')));
  await table.commit({ schemaChange: wider, operation: 'ADD COLUMNS' });
  await lake.append(table, `SELECT *, id AS extra, ['x'] AS words FROM (${rowsFrom(50)})`);
  await compactTable(table, mergeFilesWith(lake.connection, lake.ports, name), { minFiles: 2 });
  await lake.append(table, `SELECT *, NULL::BIGINT AS extra, NULL AS words FROM (${rowsFrom(60)})`);
  return { name, versions: upTo(0, table.version) };
}

async function vacuumedTable(lake: DiskLake): Promise<OurTable> {
  const name = 'vacuumed';
  const table = await createTable(lake.ports, name, { schema: SCHEMA }, DISK_OPTIONS);
  for (const batch of upTo(0, 3)) await lake.append(table, rowsFrom(batch * 10));
  await compactTable(table, mergeFilesWith(lake.connection, lake.ports, name));
  await table.checkpoint();
  const oldest = table.version;
  await lake.append(table, rowsFrom(40));
  const ahead = { ...lake.ports, now: () => Date.now() + 60_000 };
  await cleanLog(ahead, name, 0);
  await vacuumTable(ahead, name, { retentionMs: 0 });
  return { name, versions: upTo(oldest, table.version) };
}
