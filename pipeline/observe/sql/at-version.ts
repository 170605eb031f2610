// `silver_at(12)`: the table as it was at version 12. DuckDB needs the list of files before it plans, so every such call
// is replaced by the name of a view of the same length, which keeps the positions in error messages right. Pure.
import { TOKENS } from './statement-guard.ts';

export interface VersionedTable {
  /** As `tables` names it. */
  table: string;
  version: number;
  /** Name of the view that stands for it. */
  view: string;
}

/** The SQL with every `<table>_at(<number>)` of these tables replaced, and what the new names stand for. */
export function namesForVersions(
  sql: string,
  names: readonly string[],
): { sql: string; tables: VersionedTable[] } {
  const tables = new Map<string, VersionedTable>();
  const replaced = sql.replace(callsOf(names), (...match) => {
    const whole = match[0] as string;
    const groups = match.at(-1) as { name?: string; version?: string };
    const table = names.find((name) => plain(name) === plain(groups.name ?? ''));
    if (table === undefined || groups.version === undefined) return whole;
    const view = `${plain(table)}_at${groups.version}`;
    tables.set(view, { table, version: Number(groups.version), view });
    return `"${view}"`.padEnd(whole.length);
  });
  return { sql: replaced, tables: [...tables.values()] };
}

function callsOf(names: readonly string[]): RegExp {
  const any = names.map((name) => name.replace('.', '[._]')).join('|');
  return new RegExp(`${TOKENS.source}|\\b(?<name>${any})_at\\s*\\(\\s*(?<version>\\d+)\\s*\\)`, 'gi');
}

/** `gold.traffic` and `gold_traffic` are one name. */
const plain = (name: string): string => name.toLowerCase().replace('.', '_');
