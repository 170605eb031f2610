// A DuckDB session with a memory limit: what does not fit goes to disk, and what a killed session left there does not stay.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDuckDb } from '../../../pipeline/lake/duckdb-session.ts';

/** Some 45 MB to sort, and to keep. */
const LARGE = 'SELECT i, md5(i::VARCHAR) AS m FROM range(700000) AS t(i) ORDER BY m';
const LIMIT_MB = 28;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lakequake-duckdb-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function sorted(spillDirectory?: string): Promise<number> {
  const spill = spillDirectory === undefined ? {} : { spillDirectory };
  const session = await openDuckDb({ threads: 1, memoryLimitMb: LIMIT_MB, ...spill });
  try {
    const connection = await session.connect();
    await connection.run(`CREATE TABLE sorted AS ${LARGE}`);
    const [row] = (await connection.runAndReadAll('SELECT count(*) AS n FROM sorted')).getRowObjects();
    return Number(row?.n);
  } finally {
    session.close();
  }
}

describe('a session with a memory limit', () => {
  it('writes to disk what does not fit, also where no folder of the path is there yet', async () => {
    expect(await sorted(join(dir, 'lake', '.spill', 'processor-1'))).toBe(700_000);
  });

  it('cannot, with nowhere to write to', async () => {
    await expect(sorted()).rejects.toThrow(/memory/i);
  });

  it('removes what a killed session left', async () => {
    const spill = join(dir, '.spill', 'processor-1');
    mkdirSync(spill, { recursive: true });
    writeFileSync(join(spill, 'duckdb_temp_storage_DEFAULT-0.tmp'), 'left');
    const session = await openDuckDb({ spillDirectory: spill });
    expect(existsSync(join(spill, 'duckdb_temp_storage_DEFAULT-0.tmp'))).toBe(false);
    session.close();
  });
});

it('keeps nothing of a file that it has read', async () => {
  const session = await openDuckDb({ threads: 1 });
  try {
    const connection = await session.connect();
    const file = join(dir, 'read.parquet');
    await connection.run(
      `COPY (SELECT md5(i::VARCHAR) AS m FROM range(100000) AS t(i)) TO '${file}' (FORMAT parquet)`,
    );
    await connection.runAndReadAll(`SELECT max(m) FROM '${file}'`);
    const kept = await connection.runAndReadAll(
      "SELECT memory_usage_bytes AS n FROM duckdb_memory() WHERE tag = 'EXTERNAL_FILE_CACHE'",
    );
    expect(Number(kept.getRowObjects()[0]?.n)).toBe(0);
  } finally {
    session.close();
  }
});
