// The names of tables that lie in a folder.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { namesForVersions } from '../../../pipeline/observe/sql/at-version.ts';
import { findTables, tableOfFolder } from '../../../pipeline/observe/sql/find-tables.ts';

function folderWith(...tables: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'lakequake-find-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const table of tables) mkdirSync(join(folder, table, '_delta_log'), { recursive: true });
  return folder;
}

test('a table is called by its folder, one in a folder by both, and nobody has to quote', () => {
  const folder = folderWith('sales', 'eu/sales', '2024-q1', 'a b', 'deep/er/still', '_hidden/x', '.spill/y');
  expect(findTables(folder).map(({ name, path }) => [path, name])).toEqual([
    ['2024-q1', '_2024_q1'],
    ['a b', 'a_b'],
    ['deep/er/still', 'deep.er_still'],
    ['eu/sales', 'eu.sales'],
    ['sales', 'sales'],
  ]);
});

test('a folder inside a table is no table, and two folders never share a name', () => {
  const folder = folderWith('t', 't/day=1', 'a-b', 'a_b', 'A b');
  const names = findTables(folder).map(({ name }) => name);
  expect(names).toEqual(['A_b', 'a_b_2', 'a_b_3', 't']);
  expect(findTables(folder, new Set(['t']), new Set(['a_b'])).map(({ name }) => name)).not.toContain('a_b');
});

test('one table is seen from the folder around it', () => {
  expect(tableOfFolder('/data/eu/sales')).toEqual({
    around: '/data/eu',
    table: { path: 'sales', name: 'sales' },
  });
});

test('versions are asked by the same names', () => {
  const asked = namesForVersions("SELECT 'sales_at(1)' FROM eu.sales_at(3), sales_at( 4 ), other_at(5)", [
    'sales',
    'eu.sales',
  ]);
  expect(asked.tables).toEqual([
    { table: 'eu.sales', version: 3, view: 'eu_sales_at3' },
    { table: 'sales', version: 4, view: 'sales_at4' },
  ]);
  expect(asked.sql).toContain("'sales_at(1)'");
  expect(asked.sql).toContain('other_at(5)');
});
