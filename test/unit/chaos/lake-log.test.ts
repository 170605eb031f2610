// The second reader of the lake's log believes the file system about the time of a commit: the writer's clock may be what is wrong.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLakeLog } from '../../../chaos/drivers/lake-log.ts';
import { openOracleDatabase } from '../../../chaos/drivers/oracle-database.ts';

let table: string;
beforeEach(() => {
  table = mkdtempSync(join(tmpdir(), 'lakequake-log-'));
});
afterEach(() => rmSync(table, { recursive: true, force: true }));

it('dates a commit by its file, not by the clock of whoever wrote it', async () => {
  const file = join(table, '_delta_log', '00000000000000000000.json');
  mkdirSync(join(table, '_delta_log'));
  const actions = [{ commitInfo: { timestamp: 9_999_999 } }, { txn: { appId: 'bronze/t/0', version: 5 } }];
  writeFileSync(file, actions.map((action) => JSON.stringify(action)).join('\n'));
  utimesSync(file, 1_234, 1_234);
  const database = await openOracleDatabase({ small: true });
  try {
    const { progress } = await readLakeLog(table, database.connection);
    expect(progress).toEqual([{ version: 0, at: 1_234_000, appId: 'bronze/t/0', position: 5 }]);
  } finally {
    await database.close();
  }
});
