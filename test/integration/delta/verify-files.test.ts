// Verification of data files on a real folder: a changed byte is found, an unchanged file is not, and one without a checksum is not judged.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { column, structOf } from '../../../pipeline/delta/schema.ts';
import { createTable } from '../../../pipeline/delta/table.ts';
import { fileVerifier, holdsDamage } from '../../../pipeline/lake/verify-files.ts';
import { writeDataFile } from '../../../pipeline/lake/write-data-file.ts';
import { DISK_OPTIONS, diskLake } from './disk-lake.ts';

const SCHEMA = structOf(column('word', 'string'));

async function tableOf(files: number, checksum: boolean) {
  const lake = await diskLake();
  const table = await createTable(lake.ports, 't', { schema: SCHEMA }, DISK_OPTIONS);
  const paths: string[] = [];
  for (let n = 0; n < files; n++) {
    const query = `SELECT 'word ${n}' AS word FROM range(100)`;
    const file = await writeDataFile(
      lake.connection,
      { ports: lake.ports, path: 't', schema: SCHEMA },
      query,
      {
        checksum,
      },
    );
    await table.commit({ adds: [file!], operation: 'WRITE' });
    paths.push(lake.ports.storage.localPath(`t/${file!.path}`));
  }
  return { lake, table, paths };
}

async function flip(path: string): Promise<void> {
  const content = await readFile(path);
  content[20]! ^= 1;
  await writeFile(path, content);
}

test('a changed byte and a missing file are found, whole files are not', async () => {
  const { table, paths } = await tableOf(4, true);
  const verify = fileVerifier(table);
  expect(await verify()).toEqual([]);
  await flip(paths[1]!);
  await rm(paths[3]!);
  const damaged = [...(await verify()), ...(await verify())].map(({ path }) => path);
  expect(new Set(damaged)).toEqual(new Set([1, 3].map((n) => paths[n]!.split('/').at(-1))));
});

test('files that are to be merged are looked at first: damage among them is told, and none without a checksum', async () => {
  const { table, paths } = await tableOf(3, true);
  const files = () => [...table.snapshot().files.values()];
  expect(await holdsDamage(table, files())).toBe(false);
  await flip(paths[2]!);
  expect(await holdsDamage(table, files())).toBe(true);
  expect(await holdsDamage(table, files().slice(0, 2))).toBe(false);
  const plain = await tableOf(1, false);
  await flip(plain.paths[0]!);
  expect(await holdsDamage(plain.table, [...plain.table.snapshot().files.values()])).toBe(false);
});

test('a file without a checksum is not judged', async () => {
  const { table, paths } = await tableOf(1, false);
  await flip(paths[0]!);
  expect(await fileVerifier(table)()).toEqual([]);
});

test('a file that was whole is looked at again, however many new ones come', async () => {
  const { lake, table, paths } = await tableOf(1, true);
  const verify = fileVerifier(table);
  expect(await verify()).toEqual([]);
  await flip(paths[0]!);
  const target = { ports: lake.ports, path: 't', schema: SCHEMA };
  const file = await writeDataFile(lake.connection, target, "SELECT 'new' AS word", { checksum: true });
  await table.commit({ adds: [file!], operation: 'WRITE' });
  expect((await verify()).map(({ path }) => path)).toEqual([paths[0]!.split('/').at(-1)]);
});
