// The admitted rows of windows that are not final yet, kept as sums per window and host, status or path: small, and enough
// to compute every gold table exactly (distinct hosts included). Lives in DuckDB temporary tables of the gold query's
// connection; rebuilt from silver after a restart.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { GoldTableName } from '../contract/tables.ts';

interface StateTable {
  name: string;
  /** Beside window_ms. */
  key: string;
  sums: readonly string[];
}

/** What each gold table is computed from. */
export const STATE_TABLES: Readonly<Record<GoldTableName, StateTable>> = {
  'gold.traffic': { name: 'open_hosts', key: 'host', sums: ['requests', 'bytes', 'errors'] },
  'gold.status': { name: 'open_status', key: 'status', sums: ['requests'] },
  'gold.paths': { name: 'open_paths', key: 'path', sums: ['requests'] },
};

interface Rows {
  /** Rows that count. */
  live: number;
  /** Rows that take memory: DuckDB keeps deleted ones of a temporary table until it is written anew (duckdb/duckdb#18330). */
  kept: number;
  /** Rows when it was last written anew. */
  anew: number;
}

export interface GoldState {
  clear(): Promise<void>;
  /** Adds the admitted rows of table `gold_in` whose window starts at or after a time. */
  add(fromWindowMs: number): Promise<void>;
  /** Forgets windows that start before a time. */
  dropBefore(windowMs: number): Promise<void>;
  /** Starts of the windows held, in order. */
  windows(): Promise<number[]>;
  rows(): number;
}

const summed = ({ key, sums }: StateTable, relation: string): string =>
  `SELECT window_ms, ${key}, ${sums.map((sum) => `CAST(sum(${sum}) AS BIGINT) AS ${sum}`).join(', ')}
   FROM ${relation} GROUP BY window_ms, ${key}`;

/** The sums of given rows, in the form a gold table's SQL reads. */
export function sumsFor(table: GoldTableName, relation: string): string {
  return summed(STATE_TABLES[table], relation);
}

/** An empty state on a connection. */
export async function goldState(connection: DuckDBConnection): Promise<GoldState> {
  const tables = Object.values(STATE_TABLES);
  const held = new Map<string, Rows>();
  const writtenAnew = (name: string, rows: number) => held.set(name, { live: rows, kept: rows, anew: rows });

  async function clear(): Promise<void> {
    for (const { name, key, sums } of tables) {
      const type = key === 'status' ? 'INTEGER' : 'VARCHAR';
      await connection.run(`CREATE OR REPLACE TEMP TABLE ${name}
        (window_ms BIGINT, ${key} ${type}, ${sums.map((sum) => `${sum} BIGINT`).join(', ')})`);
      writtenAnew(name, 0);
    }
  }

  /** Sums of sums, without the deleted ones: keeps the state from growing with the batches. */
  async function merge(table: StateTable): Promise<void> {
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${table.name} AS ${summed(table, table.name)}`);
    const result = await connection.runAndReadAll(`SELECT count(*) AS n FROM ${table.name}`);
    writtenAnew(table.name, Number(result.getRowObjects()[0]?.n ?? 0));
  }

  async function add(fromWindowMs: number): Promise<void> {
    for (const table of tables) {
      const rows = `(SELECT * FROM gold_in WHERE admitted AND window_ms >= ${fromWindowMs})`;
      const result = await connection.run(`INSERT INTO ${table.name} ${summed(table, rows)}`);
      const count = held.get(table.name)!;
      count.live += Number(result.rowsChanged);
      count.kept += Number(result.rowsChanged);
      if (count.kept > 2 * count.anew + 20_000) await merge(table);
    }
  }

  await clear();
  return {
    clear,
    add,
    dropBefore: async (windowMs) => {
      for (const table of tables) {
        const result = await connection.run(`DELETE FROM ${table.name} WHERE window_ms < ${windowMs}`);
        held.get(table.name)!.live -= Number(result.rowsChanged);
      }
    },
    windows: async () => {
      const result = await connection.runAndReadAll('SELECT DISTINCT window_ms FROM open_status ORDER BY 1');
      return result.getRowObjects().map((row) => Number(row.window_ms));
    },
    rows: () => [...held.values()].reduce((sum, { live }) => sum + live, 0),
  };
}
