import { describe, expect, test } from 'vitest';
import { isDeltaError } from '../../../pipeline/delta/errors.ts';
import { column, structOf } from '../../../pipeline/delta/schema.ts';
import { createTable, type DeltaTable, openTable } from '../../../pipeline/delta/table.ts';
import { dataFile, type MemoryLake, memoryLake, OPTIONS, SCHEMA } from './memory-lake.ts';

async function table(lake: MemoryLake = memoryLake()): Promise<{ lake: MemoryLake; table: DeltaTable }> {
  return { lake, table: await createTable(lake.ports, 'bronze', { schema: SCHEMA }, OPTIONS) };
}

async function append(lake: MemoryLake, to: DeltaTable, name: string, expected?: number, version?: number) {
  const transactions = version === undefined ? [] : [{ appId: 'app', expected, version }];
  return to.commit({ adds: [await dataFile(lake, 'bronze', name)], transactions, operation: 'WRITE' });
}

const codeOf = (code: string, context = {}) =>
  expect.objectContaining({ code, context: expect.objectContaining(context) });

describe('committing', () => {
  test('two writers that append at once both land, one version after the other', async () => {
    const { lake, table: first } = await table();
    const second = await openTable(lake.ports, 'bronze', OPTIONS);
    await append(lake, first, 'a');
    expect(await append(lake, second, 'b')).toEqual({ version: 2, retries: 1 });
    expect([...second.snapshot().files.keys()]).toEqual(['a', 'b']);
  });

  test('a position is accepted only if the stored one equals what the writer expects', async () => {
    const { lake, table: one } = await table();
    await append(lake, one, 'a', undefined, 5);
    await expect(append(lake, one, 'b', 4, 6)).rejects.toEqual(
      codeOf('txn-mismatch', { appId: 'app', expected: 4, found: 5 }),
    );
    await expect(append(lake, one, 'c', undefined, 6)).rejects.toEqual(codeOf('txn-mismatch', { found: 5 }));
    await append(lake, one, 'd', 5, 6);
    expect(one.transactionVersion('app')).toBe(6);
  });

  test('a zombie that missed the commits in between is refused although its own view still matches', async () => {
    const { lake, table: zombie } = await table();
    await append(lake, zombie, 'a', undefined, 1);
    const successor = await openTable(lake.ports, 'bronze', OPTIONS);
    await append(lake, successor, 'b', 1, 2);
    await expect(append(lake, zombie, 'b-again', 1, 2)).rejects.toEqual(
      codeOf('txn-mismatch', { expected: 1, found: 2 }),
    );
    expect((await openTable(lake.ports, 'bronze', OPTIONS)).snapshot().files.has('b-again')).toBe(false);
  });

  test('of two writers that remove the same file the second is refused', async () => {
    const { lake, table: first } = await table();
    await append(lake, first, 'a');
    const second = await openTable(lake.ports, 'bronze', OPTIONS);
    await first.commit({ removes: ['a'], operation: 'DELETE' });
    await expect(second.commit({ removes: ['a'], operation: 'DELETE' })).rejects.toEqual(
      codeOf('concurrent-delete', { path: 'a' }),
    );
  });

  test('a commit that read the whole table is refused when rows were added since it read', async () => {
    const { lake, table: one } = await table();
    await append(lake, one, 'a');
    await append(lake, one, 'b');
    const rewrite = { removes: ['a'], operation: 'OVERWRITE', readsWholeTable: true };
    await expect(one.commit({ ...rewrite, readVersion: 1 })).rejects.toEqual(
      codeOf('concurrent-append', { winner: 2 }),
    );
    expect((await one.commit({ ...rewrite, readVersion: 2 })).version).toBe(3);
  });

  test('appends conflict with a change of schema that landed first', async () => {
    const { lake, table: first } = await table();
    const second = await openTable(lake.ports, 'bronze', OPTIONS);
    const wider = structOf(...SCHEMA.fields, column('extra', 'double'));
    await first.commit({ schemaChange: wider, operation: 'ADD COLUMNS' });
    await expect(append(lake, second, 'a')).rejects.toEqual(codeOf('metadata-changed', { winner: 1 }));
    expect(second.schema).toEqual(wider);
  });

  test('commits of one table object run one after the other', async () => {
    const { lake, table: one } = await table();
    const results = await Promise.all(['a', 'b', 'c'].map((name) => append(lake, one, name)));
    expect(results.map((result) => result.version)).toEqual([1, 2, 3]);
  });

  test('a storage failure during the put leaves the outcome unknown, and the position tells', async () => {
    const { lake, table: one } = await table();
    const { putIfAbsent } = lake.ports.storage;
    const add = await dataFile(lake, 'bronze', 'a');
    lake.ports.storage.putIfAbsent = async (path, text) => {
      await putIfAbsent(path, text);
      throw new Error('the disk went away');
    };
    const failure = one.commit({
      adds: [add],
      transactions: [{ appId: 'app', expected: undefined, version: 1 }],
      operation: 'WRITE',
    });
    await expect(failure).rejects.toMatchObject({ code: 'commit-unknown', definite: false });
    lake.ports.storage.putIfAbsent = putIfAbsent;
    await one.refresh();
    expect(one.transactionVersion('app')).toBe(1);
  });

  test('of two naive writers that look at the same time both are told version 1, and only one is in the table', async () => {
    const { lake } = await table();
    const naive = () => openTable(lake.ports, 'bronze', { ...OPTIONS, commitMode: 'overwrite' as const });
    const [one, two] = [await naive(), await naive()];
    const commits = await Promise.all([append(lake, one, 'a'), append(lake, two, 'b')]);
    expect(commits.map(({ version }) => version)).toEqual([1, 1]);
    expect([...(await openTable(lake.ports, 'bronze', OPTIONS)).snapshot().files.keys()]).toHaveLength(1);
  });

  test('a writer that slept through a log clean-up does not land behind everybody', async () => {
    const { lake, table: sleeper } = await table();
    const awake = await openTable(lake.ports, 'bronze', OPTIONS);
    for (const name of ['a', 'b', 'c']) await append(lake, awake, name);
    await awake.checkpoint();
    for (const path of [...lake.files.keys()]) if (/0[012]\.json$/.test(path)) lake.files.delete(path);
    expect(await append(lake, sleeper, 'late')).toEqual({ version: 4, retries: 1 });
    expect([...(await openTable(lake.ports, 'bronze', OPTIONS)).snapshot().files.keys()]).toEqual([
      'a',
      'b',
      'c',
      'late',
    ]);
    expect([...lake.files.keys()].some((path) => path.endsWith('01.json'))).toBe(false);
  });

  test('nullable is enforced through the statistics', async () => {
    const lake = memoryLake();
    const schema = structOf(column('id', 'long', false));
    const strict = await createTable(lake.ports, 't', { schema }, OPTIONS);
    const file = await dataFile(lake, 't', 'a');
    await expect(strict.commit({ adds: [file], operation: 'WRITE' })).rejects.toEqual(
      codeOf('not-null', { column: 'id' }),
    );
    const stats = '{"numRecords":1,"nullCount":{"id":0}}';
    expect((await strict.commit({ adds: [{ ...file, stats }], operation: 'WRITE' })).version).toBe(1);
  });
});

describe('opening', () => {
  test('creating twice is refused unless the table may exist', async () => {
    const { lake } = await table();
    await expect(createTable(lake.ports, 'bronze', { schema: SCHEMA }, OPTIONS)).rejects.toEqual(
      codeOf('table-exists'),
    );
    const again = await createTable(lake.ports, 'bronze', { schema: SCHEMA, ifAbsent: true }, OPTIONS);
    expect(again.version).toBe(0);
  });

  test('no table, a later version and a cleaned version are told apart', async () => {
    const { lake, table: one } = await table();
    await expect(openTable(lake.ports, 'none', OPTIONS)).rejects.toEqual(codeOf('table-missing'));
    await expect(one.snapshotAt(7)).rejects.toEqual(codeOf('version-missing', { newest: 0 }));
    await append(lake, one, 'a');
    await one.checkpoint();
    lake.files.delete('bronze/_delta_log/00000000000000000000.json');
    await append(lake, one, 'b');
    await expect(one.snapshotAt(0)).rejects.toEqual(codeOf('version-gone', { oldest: 1 }));
    expect((await one.snapshotAt(1)).files.size).toBe(1);
  });

  test('a table that needs an unknown feature is refused by the name of the feature', async () => {
    const { lake } = await table();
    const path = 'bronze/_delta_log/00000000000000000001.json';
    const protocol = {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: ['deletionVectors'],
      writerFeatures: ['deletionVectors'],
    };
    await lake.ports.storage.put(path, JSON.stringify({ protocol }));
    await expect(openTable(lake.ports, 'bronze', OPTIONS)).rejects.toThrow(/deletionVectors/);
    await lake.ports.storage.put(
      path,
      JSON.stringify({ protocol: { minReaderVersion: 1, minWriterVersion: 4 } }),
    );
    const readable = await openTable(lake.ports, 'bronze', OPTIONS);
    await expect(append(lake, readable, 'x')).rejects.toThrow(/changeDataFeed/);
  });

  test('a torn commit is an error that names its version, not an empty commit', async () => {
    const { lake, table: one } = await table();
    await append(lake, one, 'a');
    const path = 'bronze/_delta_log/00000000000000000001.json';
    const whole = lake.files.get(path)!.bytes;
    for (const length of [0, 20, whole.length - 3]) {
      await lake.ports.storage.put(path, whole.slice(0, length));
      await expect(openTable(lake.ports, 'bronze', OPTIONS)).rejects.toEqual(
        codeOf('corrupt-commit', { version: 1 }),
      );
    }
  });

  test('a hole in the log is an error', async () => {
    const { lake, table: one } = await table();
    for (const name of ['a', 'b', 'c']) await append(lake, one, name);
    lake.files.delete('bronze/_delta_log/00000000000000000002.json');
    await expect(openTable(lake.ports, 'bronze', OPTIONS)).rejects.toEqual(codeOf('log-gap', { version: 2 }));
  });

  test('an unreadable checkpoint is passed over while the commits before it are there', async () => {
    const { lake, table: one } = await table();
    await append(lake, one, 'a');
    await one.checkpoint();
    await lake.ports.storage.put('bronze/_delta_log/00000000000000000001.checkpoint.parquet', 'rubbish');
    expect((await openTable(lake.ports, 'bronze', OPTIONS)).snapshot().files.size).toBe(1);
    lake.files.delete('bronze/_delta_log/00000000000000000000.json');
    await expect(openTable(lake.ports, 'bronze', OPTIONS)).rejects.toEqual(codeOf('corrupt-checkpoint'));
  });
});

describe('following a table', () => {
  test('a refresh reads only the commits that are new', async () => {
    const { lake, table: writer } = await table();
    const reader = await openTable(lake.ports, 'bronze', OPTIONS);
    for (const name of ['a', 'b']) await append(lake, writer, name);
    const reads: string[] = [];
    const { read, list } = lake.ports.storage;
    lake.ports.storage.read = (path) => {
      reads.push(path.slice(-7));
      return read(path);
    };
    lake.ports.storage.list = (path) => {
      reads.push('list');
      return list(path);
    };
    await reader.refresh();
    expect(reads).toEqual(['01.json', '02.json', '03.json']);
  });

  test('added files come commit by commit, without what compaction only moved', async () => {
    const { lake, table: one } = await table();
    for (const name of ['a', 'b']) await append(lake, one, name);
    await one.commit({
      adds: [await dataFile(lake, 'bronze', 'ab')],
      removes: ['a', 'b'],
      dataChange: false,
      operation: 'OPTIMIZE',
    });
    await append(lake, one, 'c');
    const reader = await openTable(lake.ports, 'bronze', OPTIONS);
    const found = (await reader.addedFiles(0, 4)).map(({ version, files }) => [
      version,
      ...files.map((file) => file.path),
    ]);
    expect(found).toEqual([[1, 'a'], [2, 'b'], [3], [4, 'c']]);
    await expect(reader.addedFiles(3, 9)).rejects.toEqual(codeOf('version-missing'));
  });

  test('a new reader of a cleaned log starts from the snapshot; one in the middle is told that it cannot', async () => {
    const { lake, table: one } = await table();
    for (const name of ['a', 'b', 'c']) await append(lake, one, name);
    await one.checkpoint();
    for (const version of [0, 1, 2])
      lake.files.delete(`bronze/_delta_log/${String(version).padStart(20, '0')}.json`);
    const reader = await openTable(lake.ports, 'bronze', OPTIONS);
    expect(
      (await reader.addedFiles(-1, 3)).flatMap((commit) => commit.files.map((file) => file.path)),
    ).toEqual(['a', 'b', 'c']);
    await expect(reader.addedFiles(1, 3)).rejects.toEqual(codeOf('version-gone', { version: 2 }));
  });

  test('the version at a moment is the last one committed by then', async () => {
    const { lake, table: one } = await table();
    const start = lake.nowMs;
    for (const name of ['a', 'b']) {
      lake.nowMs += 1_000;
      await append(lake, one, name);
    }
    expect(await one.versionAt(start + 1_500)).toBe(1);
    expect(await one.versionAt(start + 9_999)).toBe(2);
    await expect(one.versionAt(start - 1)).rejects.toEqual(codeOf('version-gone'));
  });
});

describe('checkpoints', () => {
  test('are written every so many commits, and a failure reaches the listener but not the commit', async () => {
    const lake = memoryLake();
    const failures: string[] = [];
    const options = {
      onCheckpointError: (error: Error) => void failures.push(error.message),
      checkpointEveryCommits: 2,
    };
    const one = await createTable(lake.ports, 'bronze', { schema: SCHEMA }, options);
    for (const name of ['a', 'b']) await append(lake, one, name);
    await one.settled();
    expect(lake.files.has('bronze/_delta_log/00000000000000000002.checkpoint.parquet')).toBe(true);
    expect(
      JSON.parse(new TextDecoder().decode(lake.files.get('bronze/_delta_log/_last_checkpoint')!.bytes)),
    ).toMatchObject({ version: 2, size: 4 });
    lake.ports.parquet.writeCheckpoint = () => Promise.reject(new Error('no space'));
    for (const name of ['c', 'd']) await append(lake, one, name);
    await one.settled();
    expect(failures).toEqual(['checkpoint 4 of bronze could not be written']);
    expect(one.version).toBe(4);
  });

  test('the pointer never moves back', async () => {
    const { lake, table: one } = await table();
    await lake.ports.storage.put('bronze/_delta_log/_last_checkpoint', '{"version":9,"size":1}');
    await append(lake, one, 'a');
    await one.checkpoint();
    expect(new TextDecoder().decode(lake.files.get('bronze/_delta_log/_last_checkpoint')!.bytes)).toContain(
      '"version":9',
    );
  });
});

test('errors say their code', () => {
  expect(isDeltaError(new Error('x'))).toBe(false);
});
