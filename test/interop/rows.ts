// Rows of a table at a version, read through `lakequake sql`, in a form in which they can be compared with what another engine
// read: times as microseconds, bytes as hex, decimals as text, names in order.
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LakeSql, openLakeSql } from '../../pipeline/observe/sql/open-lake-sql.ts';

/** The Delta tables of a folder, as `sql --lake DIR` opens them. */
export async function openFolder(folder: string): Promise<LakeSql> {
  const sql = await openLakeSql({ lakeDir: resolve(folder), scope: 'folder' });
  onTestFinished(() => sql.close());
  return sql;
}

/** Rows as sorted JSON texts. */
export async function ourRows(sql: LakeSql, table: string, version: number): Promise<string[]> {
  const from = `${table.replace('.', '_')}_at(${version})`;
  const columns = await sql.trusted(`DESCRIBE SELECT * FROM ${from}`);
  const plain = columns.flatMap(({ column_name: name, column_type: type }) => {
    const form = formOf(String(type), `"${name}"`);
    return form === undefined ? [] : [`${form} AS "${name}"`];
  });
  const replace = plain.length === 0 ? '' : ` REPLACE (${plain.join(', ')})`;
  const rows = await sql.trusted(
    `SELECT to_json(one_row)::VARCHAR AS row FROM (SELECT *${replace} FROM ${from}) one_row`,
  );
  return theirRows(rows.map(({ row }) => String(row)));
}

/** The other side's rows, given as JSON texts. */
export function theirRows(rows: readonly string[]): string[] {
  return rows.map((row) => JSON.stringify(inOrder(JSON.parse(row)))).sort();
}

function formOf(type: string, name: string): string | undefined {
  if (type.startsWith('TIMESTAMP')) return `epoch_us(${name})`;
  if (type === 'BLOB') return `lower(hex(${name}))`;
  if (type.startsWith('DECIMAL')) return `${name}::VARCHAR`;
  return undefined;
}

/** Names sorted; pairs as a Python map gives them become an object. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const pairs = value.length > 0 && value.every((one) => Array.isArray(one) && one.length === 2);
    return pairs ? inOrder(Object.fromEntries(value as [string, unknown][])) : value.map(inOrder);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, inOrder(one)]));
}
