// Real Delta tables in a folder that goes with the test file, for what reads lakes and needs no pipeline to fill them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { column, structOf } from '../../pipeline/delta/schema.ts';
import { createTable } from '../../pipeline/delta/table.ts';
import { openDuckDb } from '../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../pipeline/lake/local-storage.ts';
import { writeDataFile } from '../../pipeline/lake/write-data-file.ts';

/** A DuckDB and a folder of lakes by name. A checkpoint that cannot be written ends the test. */
export async function openSmallLakes() {
  const folder = mkdtempSync(join(tmpdir(), 'lakequake-small-lakes-'));
  const session = await openDuckDb({ threads: 1 });
  const connection = await session.connect();
  afterAll(() => {
    connection.closeSync();
    session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** One of our tables, made in a lake, and how rows of a query become a data file of it. */
  async function tableIn(lake: string, name: TableName) {
    const { path, columns } = TABLES[name];
    const ports = lakePorts(localStorage(join(folder, lake)), session);
    const schema = structOf(...columns.map((one) => column(one.name, one.type)));
    const onCheckpointError = (error: Error) => {
      throw error;
    };
    const table = await createTable(ports, path, { schema }, { onCheckpointError });
    const fileOf = (rows: string) => writeDataFile(connection, { ports, path, schema }, rows);
    return { table, ports, fileOf };
  }
  return { folder, connection, tableIn };
}
