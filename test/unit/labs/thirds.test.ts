// The shares in which the author checks run in CI: every lab is in one, and none is much dearer than another.
import { expect, it } from 'vitest';
import { listLabs } from '../../../labs/registry.ts';
import { costOf, thirdsOf } from '../../labs/thirds.ts';

const labs = await listLabs();
const numbers = (some: readonly { number: number }[]) => some.map(({ number }) => number);

it('every lab has its turn once in three', () => {
  const all = thirdsOf(labs).flat();
  expect(numbers(all).sort((a, b) => a - b)).toEqual(numbers(labs));
});

it('no share takes longer than another by more than its dearest lab', () => {
  const costs = thirdsOf(labs).map((share) => share.reduce((sum, lab) => sum + costOf(lab), 0));
  expect(Math.max(...costs) - Math.min(...costs)).toBeLessThanOrEqual(Math.max(...labs.map(costOf)));
});

it('a run on Spark counts for several of the other engine', () => {
  const own = (number: number) => costOf(labs.find((lab) => lab.number === number)!);
  expect(own(15)).toBeGreaterThan(own(10));
});
