// Rows just committed, kept in DuckDB for the query downstream so that it need not read them back from Parquet. A
// shortcut only: bounded, forgettable at any moment, and never the truth. Who finds nothing here reads the files.
import type { DuckDBConnection } from '@duckdb/node-api';

export interface HandOver {
  /** Offers a table of this session as the rows of a version; drops it at once when there is no room. */
  offer(version: number, table: string, relation: string, rows: number): Promise<void>;
  /** The relation of a version, if held. */
  relation(version: number): string | undefined;
  /** Drops what is held up to a version. */
  release(upToVersion: number): Promise<void>;
}

/** `connection` is used for nothing but dropping tables. */
export function handOver(connection: DuckDBConnection, limitRows: number): HandOver {
  const held = new Map<number, { table: string; relation: string; rows: number }>();
  let rowsHeld = 0;
  const drop = (table: string): Promise<unknown> => connection.run(`DROP TABLE IF EXISTS ${table}`);
  return {
    offer: async (version, table, relation, rows) => {
      if (rowsHeld + rows > limitRows) return void (await drop(table));
      held.set(version, { table, relation, rows });
      rowsHeld += rows;
    },
    relation: (version) => held.get(version)?.relation,
    release: async (upToVersion) => {
      for (const [version, { table, rows }] of held) {
        if (version > upToVersion) continue;
        held.delete(version);
        rowsHeld -= rows;
        await drop(table);
      }
    },
  };
}
