// What a table costs whoever opens it from outside, in things to open: data files, and commits to replay since the newest checkpoint. Counts
// and not times: on a busy machine a reading of milliseconds says more of the machine than of the table. The pipeline is not asked.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { readLakeLog } from './lake-log.ts';
import { openOracleDatabase } from './oracle-database.ts';

export interface TableCost {
  files: number;
  commitsToReplay: number;
}

function newest(names: readonly string[], pattern: RegExp): number {
  return Math.max(-1, ...names.map((name) => Number(pattern.exec(name)?.[1] ?? -1)));
}

/** Commits after the newest checkpoint, by the names in a log folder; all of them without one. Pure. */
export function commitsToReplay(names: readonly string[]): number {
  return newest(names, /^(\d{20})\.json$/) - newest(names, /^(\d{20})\.checkpoint\.parquet$/);
}

/** The cost now; null while there is no such table. */
export async function tableCost(lakeDir: string, table: TableName): Promise<TableCost | null> {
  const tableDir = join(lakeDir, TABLES[table].path);
  if (!existsSync(join(tableDir, '_delta_log'))) return null;
  const database = await openOracleDatabase({ small: true });
  try {
    const { files } = await readLakeLog(tableDir, database.connection);
    return {
      files: files.length,
      commitsToReplay: commitsToReplay(readdirSync(join(tableDir, '_delta_log'))),
    };
  } finally {
    await database.close();
  }
}
