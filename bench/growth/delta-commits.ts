// What a commit costs while a table grows: data file and commit of small batches, one after the other, with checkpoints in the background as
// in the product and their own time taken apart. Early and late figures come from one table in one run.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { column, structOf } from '../../pipeline/delta/schema.ts';
import { createTable } from '../../pipeline/delta/table.ts';
import { openDuckDb } from '../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../pipeline/lake/local-storage.ts';
import { writeDataFile } from '../../pipeline/lake/write-data-file.ts';
import { medianOf } from '../spread.ts';

export const ROWS_A_COMMIT = 1_000;
/** Commits on either side of a number whose median is its cost. */
const AROUND = 20;
/** Otherwise the first commits pay for compiling the code, and look worse than they are. */
const WARM_UP_COMMITS = 300;

export interface CommitCosts {
  /** ms around that number of commits. */
  commitMs: Record<number, number>;
  /** Rows a second, data file and commit, around that number of commits. */
  rowsPerSecond: Record<number, number>;
  /** Of every checkpoint written behind the commits, ms. */
  checkpointMs: { count: number; median: number; longest: number };
}

const SCHEMA = structOf(
  column('id', 'long'),
  column('at', 'timestamp'),
  column('name', 'string'),
  column('n', 'integer'),
  column('x', 'double'),
);
const ROWS = `SELECT range AS id, make_timestamptz(range) AS at, 'n' || range AS name, (range % 7)::INTEGER AS n, range / 3 AS x FROM range(${ROWS_A_COMMIT})`;

/** Commits up to the largest of these numbers; `folder` is where the table may lie. */
export async function commitCosts(
  numbers: readonly number[],
  folder: string,
  signal: AbortSignal,
): Promise<CommitCosts> {
  const root = await mkdtemp(join(folder, 'commits-'));
  const session = await openDuckDb({ threads: 2 });
  const connection = await session.connect();
  const real = lakePorts(localStorage(root, { fsync: false }), session);
  const checkpoints: number[] = [];
  const ports = {
    ...real,
    parquet: {
      ...real.parquet,
      writeCheckpoint: async (...given: Parameters<typeof real.parquet.writeCheckpoint>) => {
        const startedAt = performance.now();
        await real.parquet.writeCheckpoint(...given);
        checkpoints.push(performance.now() - startedAt);
      },
    },
  };
  const onCheckpointError = (error: Error) => {
    throw error;
  };

  async function grow(path: string, commits: number): Promise<{ writeMs: number[]; commitMs: number[] }> {
    const table = await createTable(ports, path, { schema: SCHEMA }, { onCheckpointError });
    const [writeMs, commitMs]: [number[], number[]] = [[], []];
    for (let version = 1; version <= commits; version++) {
      signal.throwIfAborted();
      const startedAt = performance.now();
      const file = await writeDataFile(connection, { ports, path, schema: SCHEMA }, ROWS);
      const writtenAt = performance.now();
      const transactions = [{ appId: 'bench', expected: version === 1 ? undefined : version - 1, version }];
      await table.commit({ adds: [file!], transactions, operation: 'WRITE' });
      writeMs.push(writtenAt - startedAt);
      commitMs.push(performance.now() - writtenAt);
    }
    await table.settled();
    return { writeMs, commitMs };
  }

  try {
    await grow('warm-up', WARM_UP_COMMITS);
    checkpoints.length = 0;
    const { writeMs, commitMs } = await grow('table', Math.max(...numbers));
    const cost = (of: readonly number[], number: number) => medianOf(around(of, number));
    const wholeMs = commitMs.map((ms, index) => ms + writeMs[index]!);
    return {
      commitMs: Object.fromEntries(numbers.map((number) => [number, cost(commitMs, number)])),
      rowsPerSecond: Object.fromEntries(
        numbers.map((number) => [number, (ROWS_A_COMMIT * 1_000) / cost(wholeMs, number)]),
      ),
      checkpointMs: {
        count: checkpoints.length,
        median: medianOf(checkpoints),
        longest: Math.max(0, ...checkpoints),
      },
    };
  } finally {
    connection.closeSync();
    session.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** The figures of the commits nearest to a number (the last ones, at the end). */
function around(values: readonly number[], number: number): number[] {
  const end = Math.min(values.length, number + AROUND);
  return values.slice(Math.max(0, end - 2 * AROUND), end);
}
