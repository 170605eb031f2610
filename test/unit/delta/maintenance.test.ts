import { describe, expect, test } from 'vitest';
import { compactTable, type MergeFiles, planCompaction } from '../../../pipeline/delta/compaction.ts';
import { cleanLog } from '../../../pipeline/delta/log-cleanup.ts';
import { createTable, type DeltaTable, openTable } from '../../../pipeline/delta/table.ts';
import { vacuumTable } from '../../../pipeline/delta/vacuum.ts';
import { dataFile, type MemoryLake, memoryLake, OPTIONS, SCHEMA } from './memory-lake.ts';

const MINUTE_MS = 60_000;

/** A table with one file per name, committed one minute apart. */
async function tableOf(...names: string[]): Promise<{ lake: MemoryLake; table: DeltaTable }> {
  const lake = memoryLake();
  const table = await createTable(lake.ports, 't', { schema: SCHEMA }, OPTIONS);
  for (const name of names) {
    lake.nowMs += MINUTE_MS;
    await table.commit({ adds: [await dataFile(lake, 't', name)], operation: 'WRITE' });
  }
  return { lake, table };
}

function mergeIn(lake: MemoryLake, before: () => Promise<unknown> = async () => {}): MergeFiles {
  return async (files) => {
    await before();
    return dataFile(lake, 't', `merged-${files.map((file) => file.path[0]).join('')}.parquet`);
  };
}

const activeIn = (table: DeltaTable): string[] => [...table.snapshot().files.keys()];

describe('compaction', () => {
  test('an append that lands meanwhile is kept', async () => {
    const { lake, table } = await tableOf('a.parquet', 'b.parquet');
    const other = await openTable(lake.ports, 't', OPTIONS);
    const append = async () =>
      other.commit({ adds: [await dataFile(lake, 't', 'c.parquet')], operation: 'WRITE' });
    const done = await compactTable(table, mergeIn(lake, append), { minFiles: 2 });
    expect(done).toMatchObject([{ version: 4, filesBefore: 2, sizeBytesBefore: 20 }]);
    expect(activeIn(table)).toEqual(['c.parquet', 'merged-ab.parquet']);
  });

  test('a file removed meanwhile stops it, so that its rows do not come back', async () => {
    const { lake, table } = await tableOf('a.parquet', 'b.parquet');
    const other = await openTable(lake.ports, 't', OPTIONS);
    const remove = () => other.commit({ removes: ['a.parquet'], operation: 'DELETE' });
    const compaction = compactTable(table, mergeIn(lake, remove), { minFiles: 2 });
    await expect(compaction).rejects.toMatchObject({ code: 'concurrent-delete' });
    expect(activeIn(table)).toEqual(['b.parquet']);
  });

  test('large files are left alone and groups keep to their size', async () => {
    const { lake, table } = await tableOf();
    const sizes = [10, 10, 90, 10, 10, 10];
    for (const [index, size] of sizes.entries()) {
      await table.commit({ adds: [await dataFile(lake, 't', `f${index}`, size)], operation: 'WRITE' });
    }
    const groups = planCompaction(table.snapshot(), {
      targetSizeBytes: 25,
      smallerThanBytes: 50,
      minFiles: 2,
    });
    expect(groups.map((group) => group.map((file) => file.path))).toEqual([
      ['f0', 'f1'],
      ['f3', 'f4'],
    ]);
  });
});

describe('vacuum', () => {
  test('keeps what any version within the retention needs and removes the rest', async () => {
    const { lake, table } = await tableOf('a.parquet', 'b.parquet');
    lake.nowMs += MINUTE_MS;
    await table.commit({ removes: ['a.parquet'], operation: 'DELETE' }); // version 3
    lake.nowMs += MINUTE_MS;
    const settings = { retentionMs: 1.5 * MINUTE_MS };
    expect(await vacuumTable(lake.ports, 't', settings)).toMatchObject({
      earliestRetainedVersion: 2,
      removedFiles: [],
    });
    lake.nowMs += MINUTE_MS;
    expect(await vacuumTable(lake.ports, 't', { ...settings, dryRun: true })).toMatchObject({
      removedFiles: ['a.parquet'],
    });
    expect(lake.files.has('t/a.parquet')).toBe(true);
    const done = await vacuumTable(lake.ports, 't', settings);
    expect(done).toMatchObject({ earliestRetainedVersion: 3, removedFiles: ['a.parquet'], freedBytes: 10 });
    expect([lake.files.has('t/a.parquet'), lake.files.has('t/b.parquet')]).toEqual([false, true]);
  });

  test('a file not committed yet, and temporary files, go only once they are old', async () => {
    const { lake } = await tableOf('a.parquet');
    const temporary = await lake.ports.storage.temporaryPath('t/part.parquet');
    const inLog = await lake.ports.storage.temporaryPath('t/_delta_log/00000000000000000002.json');
    for (const path of ['t/open.parquet', temporary, inLog]) await lake.ports.storage.put(path, 'x');
    const settings = { retentionMs: 0, abandonedAfterMs: 10 * MINUTE_MS };
    expect((await vacuumTable(lake.ports, 't', settings)).abandonedFiles).toEqual([]);
    lake.nowMs += 11 * MINUTE_MS;
    expect((await vacuumTable(lake.ports, 't', settings)).abandonedFiles).toHaveLength(3);
    const left = [...lake.files.keys()];
    expect([left.includes(temporary), left.includes('t/open.parquet'), left.includes('t/a.parquet')]).toEqual(
      [false, false, true],
    );
  });

  test('with a hole in the log nothing is removed', async () => {
    const { lake, table } = await tableOf('a.parquet', 'b.parquet', 'c.parquet');
    await table.commit({ removes: ['a.parquet'], operation: 'DELETE' });
    lake.files.delete('t/_delta_log/00000000000000000003.json');
    await expect(vacuumTable(lake.ports, 't', { retentionMs: 0 })).rejects.toMatchObject({ code: 'log-gap' });
    expect(lake.files.has('t/a.parquet')).toBe(true);
  });
});

describe('log clean-up', () => {
  test('removes only what lies behind a checkpoint and is older than the retention', async () => {
    const { lake, table } = await tableOf('a', 'b', 'c');
    lake.nowMs += MINUTE_MS;
    expect(await cleanLog(lake.ports, 't', 0)).toMatchObject({ removedCommits: 0 });
    await table.checkpoint();
    expect(await cleanLog(lake.ports, 't', 60 * MINUTE_MS)).toMatchObject({ removedCommits: 0 });
    expect(await cleanLog(lake.ports, 't', MINUTE_MS / 2)).toEqual({
      oldestVersion: 3,
      removedCommits: 3,
      removedCheckpoints: 0,
    });
    expect(lake.files.has('t/_delta_log/00000000000000000003.json')).toBe(true);
    expect(activeIn(await openTable(lake.ports, 't', OPTIONS))).toEqual(['a', 'b', 'c']);
  });

  test('does nothing behind a checkpoint that cannot be read', async () => {
    const { lake, table } = await tableOf('a', 'b');
    await table.checkpoint();
    lake.nowMs += MINUTE_MS;
    await lake.ports.storage.put('t/_delta_log/00000000000000000002.checkpoint.parquet', 'rubbish');
    await expect(cleanLog(lake.ports, 't', 0)).rejects.toMatchObject({ code: 'corrupt-checkpoint' });
    expect(activeIn(await openTable(lake.ports, 't', OPTIONS))).toEqual(['a', 'b']);
  });
});
