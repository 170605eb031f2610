// Tables written by our log, read by DuckDB's delta extension (which is delta-kernel-rs, not our reader): every version that is
// not vacuumed, the same rows.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { diskLake } from '../integration/delta/disk-lake.ts';
import { pythonWithDeltaRs } from './delta-rs.ts';
import { writeOurTables } from './our-tables.ts';
import { openFolder, ourRows, theirRows } from './rows.ts';

const python = pythonWithDeltaRs() ?? '';
if (python === '')
  process.stderr.write('skipped: no Python with duckdb-extension-delta (run npm run setup -- --for test)\n');
const SCRIPT = fileURLToPath(new URL('./duckdb-delta.py', import.meta.url));

function askDuckDb(question: { table: string; versions: number[] }): Promise<Record<string, string[]>> {
  return new Promise((resolve, reject) => {
    const limits = { maxBuffer: 256 * 1024 * 1024, timeout: 60_000 };
    const child = execFile(python, [SCRIPT], limits, (error, stdout, stderr) => {
      if (error) reject(new Error(`DuckDB failed: ${stderr}`, { cause: error }));
      else resolve(JSON.parse(stdout) as Record<string, string[]>);
    });
    child.stdin?.end(JSON.stringify(question));
  });
}

describe.skipIf(python === '')("DuckDB's delta extension", () => {
  test('reads every version of our tables with appends, removals, checkpoints, new columns, compaction and vacuum', async () => {
    const lake = await diskLake();
    const tables = await writeOurTables(lake);
    const sql = await openFolder(lake.root);
    for (const { name, versions } of tables) {
      const theirs = await askDuckDb({ table: join(lake.root, name), versions });
      for (const version of versions) {
        const rows = await ourRows(sql, name, version);
        expect(theirRows(theirs[String(version)]!), `${name} version ${version}`).toEqual(rows);
      }
      expect((await ourRows(sql, name, versions.at(-1)!)).length).toBeGreaterThanOrEqual(50);
    }
  });
});
