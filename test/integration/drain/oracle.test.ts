// The oracle earns its trust: after an exact drain, one deliberate fault at a time is put into a copy of the lake (a dropped
// row, a doubled row, a wrong value, in each layer), as a buggy transformation would have written it. Each must be caught.
import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkRun } from '../../../chaos/check-run.ts';
import { TABLES, type TableName } from '../../../pipeline/contract/tables.ts';
import { openTable } from '../../../pipeline/delta/table.ts';
import { openDuckDb } from '../../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { tableRelation } from '../../../pipeline/lake/read-table.ts';
import { writeDataFile } from '../../../pipeline/lake/write-data-file.ts';
import { type Drained, drainGenerated } from '../../helpers/drained.ts';

let drained: Drained;

beforeAll(async () => {
  drained = await drainGenerated({ lines: 3_000, seed: 11, ratePerSecond: null, eventTimeMode: 'original' });
});
afterAll(() => drained?.remove());

/** Replaces all files of a table of a copied lake by one that holds `rows` (SQL over `t`), and gives the violated checkers. */
async function verdictWith(table: TableName, rows: string): Promise<string[]> {
  const { spec, folder } = drained;
  const lakeDir = mkdtempSync(join(folder, 'lake-'));
  cpSync(spec.lakeDir, lakeDir, { recursive: true });
  const duckdb = await openDuckDb({ threads: 1 });
  const connection = await duckdb.connect();
  const ports = lakePorts(localStorage(lakeDir, { fsync: false }), duckdb);
  const opened = await openTable(ports, TABLES[table].path, { onCheckpointError: () => undefined });
  const snapshot = opened.snapshot();
  const all = tableRelation(ports.storage, opened.path, snapshot);
  await connection.run(`CREATE TEMP TABLE t AS SELECT * FROM ${all} AS everything`);
  const file = await writeDataFile(connection, { ports, path: opened.path, schema: opened.schema }, rows);
  await opened.commit({ adds: [file!], removes: [...snapshot.files.keys()], operation: 'WRITE' });
  await opened.settled();
  connection.closeSync();
  duckdb.close();
  const { windowMs, allowedLatenessMs } = spec.settings.stream;
  const check = await checkRun({
    ledgerFiles: [spec.ledgerFile],
    lakeDir,
    rules: { windowMs, allowedLatenessMs, pathsTopN: spec.settings.silver.pathsTopN },
  });
  return check.checks.filter(({ violated }) => violated).map(({ id }) => id);
}

const one = (columns: string) => `(SELECT ${columns} FROM t ORDER BY ALL LIMIT 1)`;

test('the drain the faults are put into is exact, and rewriting a table without a fault changes no verdict', async () => {
  expect(drained.result.findings).toEqual([]);
  expect(drained.result.verdict).toBe('held');
  for (const table of ['bronze', 'silver', 'gold.traffic'] as const)
    expect(await verdictWith(table, 'FROM t'), table).toEqual([]);
});

test.each([
  ['bronze', 'a dropped row', `FROM t WHERE event_id <> ${one('event_id')}`, 'lost-write'],
  ['bronze', 'a doubled row', `FROM t UNION ALL FROM (FROM t ORDER BY ALL LIMIT 1)`, 'duplicate'],
  [
    'bronze',
    'a changed byte',
    `SELECT * REPLACE (CASE WHEN event_id = ${one('event_id')} THEN raw || ' ' ELSE raw END AS raw) FROM t`,
    'corrupt',
  ],
  ['silver', 'a dropped row', `FROM t WHERE event_id <> ${one('event_id')}`, 'unseen'],
  ['silver', 'a doubled row', `FROM t UNION ALL FROM (FROM t ORDER BY ALL LIMIT 1)`, 'duplicate'],
  [
    'silver',
    'a wrong number of bytes',
    `SELECT * REPLACE (CASE WHEN event_id = ${one('event_id')} THEN bytes + 1 ELSE bytes END AS bytes) FROM t`,
    'corrupt',
  ],
  ['gold.traffic', 'a dropped window', `FROM t WHERE window_start <> ${one('window_start')}`, 'conservation'],
  ['gold.traffic', 'a doubled window', `FROM t UNION ALL FROM (FROM t ORDER BY ALL LIMIT 1)`, 'conservation'],
  [
    'gold.traffic',
    'a wrong sum',
    `SELECT * REPLACE (CASE WHEN window_start = ${one('window_start')} THEN bytes + 1 ELSE bytes END AS bytes) FROM t`,
    'conservation',
  ],
  [
    'gold.status',
    'a wrong count',
    `SELECT * REPLACE (CASE WHEN window_start = ${one('window_start')} THEN requests + 1 ELSE requests END AS requests) FROM t`,
    'conservation',
  ],
  ['gold.paths', 'a dropped row', `FROM t WHERE window_start <> ${one('window_start')}`, 'conservation'],
] as const)('%s: %s is caught', async (table, _fault, rows, checker) => {
  expect(await verdictWith(table, rows)).toContain(checker);
});
