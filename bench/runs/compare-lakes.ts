// Whether two lakes hold the same rows, table by table, as multisets. When a batch ran is nobody's business; columns that one side does not
// keep at all are left out. Through our own reader of the Delta log, whoever wrote it.
import { join } from 'node:path';
import { GOLD_TABLES, TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { openTable } from '../../pipeline/delta/table.ts';
import { type DuckDbSession, openDuckDb } from '../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../pipeline/lake/local-storage.ts';
import { tableRelation } from '../../pipeline/lake/read-table.ts';

const OF_THE_BATCH = ['ingested_at', 'rejected_at'];

export interface Compared {
  tables: readonly TableName[];
  /** Columns that one side does not keep. */
  without?: readonly string[];
}

export const ALL_TABLES: Compared = { tables: ['bronze', 'silver', 'quarantine', ...GOLD_TABLES] };

/** Rows that only one of two lakes has, by table; only tables that differ are named. Empty: the lakes are the same. */
export async function differentRows(
  left: string,
  right: string,
  { tables, without = [] }: Compared,
  scratchDir: string,
): Promise<Record<string, number>> {
  const spillDirectory = join(scratchDir, '.spill');
  const session = await openDuckDb({ threads: 2, memoryLimitMb: 2_000, spillDirectory });
  const connection = await session.connect();
  try {
    const different: Record<string, number> = {};
    for (const name of tables) {
      const leftOut = new Set([...OF_THE_BATCH, ...without]);
      const columns = TABLES[name].columns.map((one) => one.name).filter((column) => !leftOut.has(column));
      const [a, b] = [
        await rowsOf(session, left, name, columns),
        await rowsOf(session, right, name, columns),
      ];
      const only = (one: string, other: string): string =>
        `(SELECT count(*) FROM (FROM ${one} EXCEPT ALL FROM ${other}))`;
      const found = await connection.runAndReadAll(`SELECT (${only(a, b)} + ${only(b, a)})::INTEGER`);
      const rows = Number(found.getRows()[0]![0]);
      if (rows > 0) different[name] = rows;
    }
    return different;
  } finally {
    connection.closeSync();
    session.close();
  }
}

async function rowsOf(
  session: DuckDbSession,
  lakeDir: string,
  name: TableName,
  columns: readonly string[],
): Promise<string> {
  const ports = lakePorts(localStorage(lakeDir), session);
  const { path } = TABLES[name];
  const table = await openTable(ports, path, { onCheckpointError: () => undefined });
  return `(SELECT ${columns.join(', ')} FROM ${tableRelation(ports.storage, path, table.snapshot())})`;
}
