import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { listLog } from '../../../pipeline/delta/log-segment.ts';
import { column, structOf } from '../../../pipeline/delta/schema.ts';
import { createTable } from '../../../pipeline/delta/table.ts';
import { DISK_OPTIONS, diskLake } from './disk-lake.ts';

const WORKER = fileURLToPath(new URL('./append-worker.ts', import.meta.url));
const COMMITS = 60;

async function runWriter(root: string, appId: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--import', 'tsx', WORKER, root, appId, String(COMMITS)], {
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

test('of several processes that append at once none loses a commit, and the versions have no gap', async () => {
  const lake = await diskLake();
  const schema = structOf(column('id', 'long'));
  const table = await createTable(lake.ports, 'shared', { schema }, DISK_OPTIONS);
  const writers = ['a', 'b', 'c', 'd'];
  const codes = await Promise.all(writers.map((appId) => runWriter(lake.root, appId)));
  expect(codes).toEqual([0, 0, 0, 0]);
  await table.refresh();
  const { commits } = await listLog(lake.ports, 'shared');
  expect(commits.map((commit) => commit.version)).toEqual(
    Array.from({ length: 4 * COMMITS + 1 }, (_, index) => index),
  );
  expect(table.snapshot().files.size).toBe(4 * COMMITS);
  expect(writers.map((appId) => table.transactionVersion(appId))).toEqual([
    COMMITS,
    COMMITS,
    COMMITS,
    COMMITS,
  ]);
  const leftovers = (await lake.ports.storage.list('shared/_delta_log')).filter((file) =>
    file.name.endsWith('.tmp'),
  );
  expect(leftovers).toEqual([]);
});
