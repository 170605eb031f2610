// What commit number 50 and commit number 5,000 of a table cost, with checkpoints in the background as in the product.
// Run: npx tsx test/bench-delta-commits.ts [commits] [--no-fsync]. Prints medians over 40 commits and fails above 1.5×.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { column, structOf } from '../pipeline/delta/schema.ts';
import { createTable } from '../pipeline/delta/table.ts';
import { openDuckDb } from '../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../pipeline/lake/lake-ports.ts';
import { localStorage } from '../pipeline/lake/local-storage.ts';
import { writeDataFile } from '../pipeline/lake/write-data-file.ts';

const commits = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? 5_000);
const fsync = !process.argv.includes('--no-fsync');
const root = await mkdtemp(join(tmpdir(), 'lakequake-bench-'));
const session = await openDuckDb({ threads: 2 });
const ports = lakePorts(localStorage(root, { fsync }), session);
const connection = await session.connect();
const schema = structOf(
  column('id', 'long'),
  column('at', 'timestamp'),
  column('name', 'string'),
  column('n', 'integer'),
  column('x', 'double'),
);
const options = {
  onCheckpointError: (error: Error) => {
    throw error;
  },
};
const rows = `SELECT range AS id, make_timestamptz(range) AS at, 'n' || range AS name, (range % 7)::INTEGER AS n, range / 3 AS x FROM range(1000)`;

interface Costs {
  readonly writeMs: number[];
  readonly commitMs: number[];
}

async function run(path: string, count: number): Promise<Costs> {
  const table = await createTable(ports, path, { schema }, options);
  const costs: Costs = { writeMs: [], commitMs: [] };
  for (let version = 1; version <= count; version++) {
    const start = performance.now();
    const file = await writeDataFile(connection, { ports, path, schema }, rows);
    const written = performance.now();
    const expected = version === 1 ? undefined : version - 1;
    const transactions = [{ appId: 'bench', expected, version }];
    await table.commit({ adds: [file!], transactions, operation: 'WRITE' });
    costs.writeMs.push(written - start);
    costs.commitMs.push(performance.now() - written);
  }
  await table.settled();
  return costs;
}

await run('warm-up', 300); // Otherwise commit 50 pays for compiling the code, and looks worse than it is.
const { writeMs, commitMs } = await run('bench', commits);

function medianAround(values: readonly number[], number: number): number {
  const around = values.slice(Math.max(0, number - 20), number + 20).toSorted((left, right) => left - right);
  return around[Math.floor(around.length / 2)]!;
}
const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length * share)]!;

const early = medianAround(commitMs, 50);
const late = medianAround(commitMs, commits - 20);
const ratio = late / early;
const figures = {
  fsync,
  commits,
  commit50Ms: early,
  commitLastMs: late,
  ratio,
  p99CommitMs: percentile(commitMs, 0.99),
  maxCommitMs: Math.max(...commitMs),
  file50Ms: medianAround(writeMs, 50),
  fileLastMs: medianAround(writeMs, commits - 20),
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
connection.closeSync();
session.close();
await rm(root, { recursive: true, force: true });
process.exitCode = ratio <= 1.5 ? 0 : 1;
