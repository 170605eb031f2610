import { expect, test } from 'vitest';
import { logAge } from '../../../pipeline/spark/log-age.ts';

const ends = (end: number) => new Map([[0, end]]);

test('a record has waited since the log was last seen to end at it or before it', () => {
  const age = logAge();
  age.note(1_000, ends(10));
  age.note(2_000, ends(10));
  age.note(3_000, ends(25));
  expect(age.since(0, 10)).toBe(2_000);
  expect(age.since(0, 25)).toBe(3_000);
});

test('what waited when the watch began has waited since then at least; of a partition never seen nothing is known', () => {
  const age = logAge();
  expect(age.since(0, 3)).toBeNull();
  age.note(1_000, ends(10));
  age.note(2_000, ends(20));
  expect(age.since(0, 3)).toBe(1_000);
  expect(age.since(1, 3)).toBeNull();
});
