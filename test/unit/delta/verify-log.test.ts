import { expect, test } from 'vitest';
import { commitPath } from '../../../pipeline/delta/log-names.ts';
import { createTable } from '../../../pipeline/delta/table.ts';
import { logVerifier } from '../../../pipeline/delta/verify-log.ts';
import { memoryLake, OPTIONS, SCHEMA } from './memory-lake.ts';

const PATH = 't';

async function tableOf(commits: number) {
  const lake = memoryLake();
  const table = await createTable(lake.ports, PATH, { schema: SCHEMA }, OPTIONS);
  for (let n = 0; n < commits; n++)
    await table.commit({
      operation: 'WRITE',
      transactions: [{ appId: 'a', expected: n === 0 ? undefined : n - 1, version: n }],
    });
  const bytesOf = (version: number) => lake.files.get(commitPath(PATH, version))!.bytes;
  const replace = (version: number, bytes: Uint8Array) =>
    lake.files.set(commitPath(PATH, version), { bytes, modifiedMs: lake.nowMs });
  return { lake, verify: logVerifier(lake.ports, PATH), bytesOf, replace };
}

test('a commit that was cut is put back as it was read, once', async () => {
  const { verify, bytesOf, replace } = await tableOf(4);
  expect(await verify()).toEqual([]);
  const whole = bytesOf(2);
  replace(2, whole.slice(0, whole.length / 2));
  expect(await verify()).toEqual([{ version: 2, restored: true }]);
  expect(bytesOf(2)).toEqual(whole);
  expect(await verify()).toEqual([]);
});

test('a commit of the same length with another byte is found too', async () => {
  const { verify, bytesOf, replace } = await tableOf(3);
  await verify();
  const whole = bytesOf(1);
  const changed = Uint8Array.from(whole);
  changed[5]! ^= 1;
  replace(1, changed);
  expect(await verify()).toEqual([{ version: 1, restored: true }]);
  expect(bytesOf(1)).toEqual(whole);
});

test('one that is torn at the first look is told once, and not mended', async () => {
  const { verify, bytesOf, replace } = await tableOf(3);
  const torn = bytesOf(3).slice(0, 20);
  replace(3, torn);
  expect(await verify()).toEqual([{ version: 3, restored: false }]);
  expect(await verify()).toEqual([]);
  expect(bytesOf(3)).toEqual(torn);
});

test('a commit that was cleaned up is no damage, and a new one is looked after from then on', async () => {
  const { lake, verify, bytesOf, replace } = await tableOf(2);
  await verify();
  lake.files.delete(commitPath(PATH, 0));
  replace(3, bytesOf(2));
  expect(await verify()).toEqual([]);
  replace(3, bytesOf(2).slice(0, 10));
  expect(await verify()).toEqual([{ version: 3, restored: true }]);
});
