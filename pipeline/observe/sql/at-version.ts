// `silver_at(12)`: the table as it was at version 12. DuckDB needs the list of files before it plans, so every such call
// is replaced by the name of a view of the same length, which keeps the positions in error messages right. Pure.
import { TABLES, type TableName } from '../../contract/tables.ts';
import { TOKENS } from './statement-guard.ts';

export interface VersionedTable {
  table: TableName;
  version: number;
  /** Name of the view that stands for it. */
  view: string;
}

const names = (Object.keys(TABLES) as TableName[]).map((name) => name.replace('.', '[._]')).join('|');
const CALL = new RegExp(`${TOKENS.source}|\\b(?<name>${names})_at\\s*\\(\\s*(?<version>\\d+)\\s*\\)`, 'gi');

/** The SQL with every `<table>_at(<number>)` replaced, and what the new names stand for. */
export function namesForVersions(sql: string): { sql: string; tables: VersionedTable[] } {
  const tables = new Map<string, VersionedTable>();
  const replaced = sql.replace(CALL, (...match) => {
    const whole = match[0] as string;
    const groups = match.at(-1) as { name?: string; version?: string };
    if (groups.name === undefined || groups.version === undefined) return whole;
    const table = tableOf(groups.name);
    const view = `${groups.name.toLowerCase().replace('.', '_')}_at${groups.version}`;
    tables.set(view, { table, version: Number(groups.version), view });
    return `"${view}"`.padEnd(whole.length);
  });
  return { sql: replaced, tables: [...tables.values()] };
}

function tableOf(name: string): TableName {
  return name.toLowerCase().replace('gold_', 'gold.') as TableName;
}
