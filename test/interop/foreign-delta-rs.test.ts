// Tables that delta-rs wrote with its defaults, read through `lakequake sql --lake`: every version, the same rows.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { column, structOf } from '../../pipeline/delta/schema.ts';
import { createTable } from '../../pipeline/delta/table.ts';
import { DISK_OPTIONS, diskLake } from '../integration/delta/disk-lake.ts';
import { askDeltaRs, pythonWithDeltaRs } from './delta-rs.ts';
import { openFolder, ourRows, theirRows } from './rows.ts';

const python = pythonWithDeltaRs() ?? '';
if (python === '')
  process.stderr.write('skipped: no Python with deltalake (set LAKEQUAKE_PYTHON, or run npm run setup)\n');

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe.skipIf(python === '')('tables of delta-rs', () => {
  let folder: string;
  let newest: Record<string, number>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lakequake-foreign-'));
    newest = await askDeltaRs(python, { ask: 'foreign', folder });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each([
    ['types', 'types', 0],
    ['eu/parts', 'eu.parts', 0],
    ['cleaned', 'cleaned', 11],
  ])('%s reads the same at every version that is kept', async (path, name, oldest) => {
    const sql = await openFolder(folder);
    const versions = upTo(oldest, newest[path]!);
    const theirs = await askDeltaRs<Record<string, string[]>>(python, {
      ask: 'all',
      table: join(folder, path),
      versions,
    });
    for (const version of versions) {
      const rows = await ourRows(sql, name, version);
      expect(rows, `${name} version ${version}`).toEqual(theirRows(theirs[String(version)]!));
      expect(rows.length).toBeGreaterThan(0);
    }
  });

  test('a version whose log was cleaned up is refused, not guessed', async () => {
    const sql = await openFolder(folder);
    await expect(sql.query('SELECT * FROM cleaned_at(3)')).rejects.toThrow(/version 3 .* was cleaned up/);
  });

  test('both append to one local table at once, and no commit of either is lost or overwritten', async () => {
    const lake = await diskLake();
    const schema = structOf(column('id', 'long'));
    const table = await createTable(lake.ports, 'shared', { schema }, DISK_OPTIONS);
    const commits = 20;
    const theirs = askDeltaRs<number>(python, { ask: 'race', table: join(lake.root, 'shared'), commits });
    let met = 0;
    let ours = 0;
    const done = theirs.then(() => true);
    // Ours are quicker: after a while the other side has the table for itself, so that both come to an end.
    while (ours < 400 && !(await Promise.race([done, Promise.resolve(false)]))) {
      const before = table.version;
      const version = await lake.append(table, `SELECT ${ours} AS id`);
      met += version - before - 1;
      ours += 1;
    }
    await theirs;
    await table.refresh();
    const rows = await lake.rows('shared', table.snapshot());
    expect(rows.length).toBe(ours + commits);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(ours + commits);
    expect(table.version).toBe(ours + commits);
    // Without interleaving nothing was tried: commits of theirs must have come between ours.
    expect(met).toBeGreaterThan(0);
  });
});
