import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isTemporaryName } from '../../../pipeline/delta/storage.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { sqlFile, sqlName, sqlText, sqlType } from '../../../pipeline/lake/sql-text.ts';

async function storage(fsync = false) {
  const root = await mkdtemp(join(tmpdir(), 'lakequake-storage-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return { root, storage: localStorage(root, { fsync }) };
}

test.each([true, false])(
  'of many writers of one name exactly one wins, and nothing else is left (fsync %s)',
  async (fsync) => {
    const { root, storage: lake } = await storage(fsync);
    const won = await Promise.all(
      Array.from({ length: 20 }, (_, index) => lake.putIfAbsent('log/1.json', `writer ${index}`)),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(new TextDecoder().decode(await lake.read('log/1.json'))).toBe(`writer ${won.indexOf(true)}`);
    expect(await readdir(join(root, 'log'))).toEqual(['1.json']);
  },
);

test('what is absent is undefined, false or empty, never an error', async () => {
  const { storage: lake } = await storage();
  expect([await lake.read('no'), await lake.exists('no'), await lake.list('no')]).toEqual([
    undefined,
    false,
    [],
  ]);
  await lake.remove('no');
});

test('a published file has its name, its size and no temporary twin', async () => {
  const { root, storage: lake } = await storage(true);
  const temporary = await lake.temporaryPath('t/part.parquet');
  expect(isTemporaryName(temporary.slice(2))).toBe(true);
  await writeFile(lake.localPath(temporary), 'rows');
  expect(await lake.publish(temporary, 't/part.parquet')).toMatchObject({
    name: 'part.parquet',
    sizeBytes: 4,
  });
  expect(await readdir(join(root, 't'))).toEqual(['part.parquet']);
});

test('files are listed by name without folders', async () => {
  const { storage: lake } = await storage();
  for (const path of ['t/b', 't/a', 't/sub/c']) await lake.put(path, path);
  expect((await lake.list('t')).map((file) => [file.name, file.sizeBytes])).toEqual([
    ['a', 3],
    ['b', 3],
  ]);
});

test.each(['../outside', '/etc/passwd', 'a/../../b', 'a\0b'])('%j is no path of the lake', async (path) => {
  const { storage: lake } = await storage();
  expect(() => lake.localPath(path)).toThrow(/not a path inside the lake/);
});

test('names, texts and files cannot break out of SQL or become patterns', () => {
  expect(sqlText("it's")).toBe("'it''s'");
  expect(sqlName('a"b')).toBe('"a""b"');
  expect(sqlFile("/l[a]k'e/*.parquet")).toBe("'/l[[]a]k''e/[*].parquet'");
  expect(sqlType({ type: 'array', elementType: 'decimal(10,2)', containsNull: true })).toBe(
    'DECIMAL(10,2)[]',
  );
});

test('written in place, a file is at its final name from its first byte, and a taken name is still refused', async () => {
  const { root } = await storage();
  const lake = localStorage(root, { fsync: false, inPlace: true });
  const path = await lake.temporaryPath('t/part.parquet');
  expect(path).toBe('t/part.parquet');
  await writeFile(lake.localPath(path), 'half');
  expect(await lake.publish(path, 't/part.parquet')).toMatchObject({ name: 'part.parquet', sizeBytes: 4 });
  expect(await lake.putIfAbsent('log/1.json', 'first')).toBe(true);
  expect(await lake.putIfAbsent('log/1.json', 'second')).toBe(false);
  await lake.put('log/1.json', 'third');
  expect(new TextDecoder().decode(await lake.read('log/1.json'))).toBe('third');
  expect((await readdir(join(root, 'log'))).some(isTemporaryName)).toBe(false);
});
