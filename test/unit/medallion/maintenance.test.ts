// The rounds of maintenance on a lake in memory, with a clock that the test turns.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { createTable } from '../../../pipeline/delta/table.ts';
import type { Lakehouse } from '../../../pipeline/medallion/lakehouse.ts';
import { startMaintenance } from '../../../pipeline/medallion/maintenance.ts';
import { dataFile, memoryLake, OPTIONS, SCHEMA } from '../delta/memory-lake.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Four commits with a checkpoint behind them, then the given days, then half an hour of maintenance; what is left of the log. */
async function logAfter(days: number, configuration: Record<string, string> = {}): Promise<string[]> {
  const lake = memoryLake();
  const table = await createTable(lake.ports, 'bronze', { schema: SCHEMA, configuration }, OPTIONS);
  for (const name of ['a', 'b', 'c']) {
    lake.nowMs += MINUTE_MS;
    await table.commit({ adds: [await dataFile(lake, 'bronze', name)], operation: 'WRITE' });
  }
  await table.checkpoint();
  lake.nowMs += days * DAY_MS;
  const maintenance = await startMaintenance({
    lakehouse: {
      ports: lake.ports,
      tables: { bronze: table },
      connect: async () => undefined,
    } as unknown as Lakehouse,
    integrity: { round: async () => undefined, figures: () => ({ damagedFiles: 0, rebuiltFiles: 0 }) },
    settings: defaultSettings().lake,
    isOwner: () => true,
    isRead: () => false,
    onError: (_, error) => {
      throw error;
    },
  });
  await vi.advanceTimersByTimeAsync(30 * MINUTE_MS);
  await maintenance.stop();
  return (await lake.ports.storage.list('bronze/_delta_log'))
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.json'));
}

const commit = (version: number) => `${String(version).padStart(20, '0')}.json`;

test('commits behind a checkpoint stay for thirty days, and go then', async () => {
  expect(await logAfter(29)).toEqual([0, 1, 2, 3].map(commit));
  expect(await logAfter(31)).toEqual([commit(3)]);
});

test('a table says for how long, or that its log stays', async () => {
  expect(await logAfter(2, { 'delta.logRetentionDuration': 'interval 1 days' })).toEqual([commit(3)]);
  expect(await logAfter(31, { 'delta.enableExpiredLogCleanup': 'false' })).toHaveLength(4);
});
