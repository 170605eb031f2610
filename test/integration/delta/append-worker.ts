// One writer process of the concurrency test: appends N commits with its own application id to a shared table.
// Arguments: lake root, application id, commits.
import { randomUUID } from 'node:crypto';
import { openTable } from '../../../pipeline/delta/table.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';

const [root, appId, commits] = process.argv.slice(2) as [string, string, string];
const storage = localStorage(root, { fsync: false });
const noParquet = () => Promise.reject(new Error('this writer makes no checkpoints'));
const parquet = { writeCheckpoint: noParquet, readCheckpoint: noParquet };
const ports = { storage, parquet, now: Date.now, newId: randomUUID };
const table = await openTable(ports, 'shared', {
  checkpointTiming: 'off',
  onCheckpointError: (error) => {
    throw error;
  },
});
for (let version = 1; version <= Number(commits); version++) {
  const path = `${appId}-${version}.parquet`;
  await table.commit({
    adds: [{ path, size: 1, modificationTime: Date.now() }],
    transactions: [{ appId, expected: version === 1 ? undefined : version - 1, version }],
    operation: 'WRITE',
  });
}
