// Which refusals of the lake a query bears, and for how long.
import { expect, test } from 'vitest';
import { DeltaError } from '../../../pipeline/delta/errors.ts';
import { storagePatience } from '../../../pipeline/medallion/storage-patience.ts';

const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
const refused = new DeltaError('storage', 'not written', { cause: full });

test('a write that storage refused for want of room is borne, ours and DuckDB’s', async () => {
  const patience = storagePatience(() => 0, 0);
  expect(await patience.bears(refused)).toBe(true);
  expect(await patience.bears(new Error('IO Error: Could not write: No space left on device'))).toBe(true);
});

test('a commit that may have landed, and every other error, is not borne', async () => {
  const patience = storagePatience(() => 0, 0);
  const unknown = new DeltaError('commit-unknown', 'who knows', { definite: false, cause: full });
  expect(await patience.bears(unknown)).toBe(false);
  expect(await patience.bears(new DeltaError('storage', 'another reason'))).toBe(false);
  expect(await patience.bears(new Error('a mistake'))).toBe(false);
});

test('patience ends after two minutes without a good batch, and begins anew after one', async () => {
  let now = 0;
  const patience = storagePatience(() => now, 0);
  expect(await patience.bears(refused)).toBe(true);
  now = 121_000;
  patience.relieved();
  expect(await patience.bears(refused)).toBe(true);
  now = 242_000;
  expect(await patience.bears(refused)).toBe(false);
});
