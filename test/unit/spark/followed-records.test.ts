import { expect, test } from 'vitest';
import { type Followed, followedRecords } from '../../../pipeline/spark/followed-records.ts';

const at = (offset: number): ReadonlyMap<number, number> => new Map([[0, offset]]);
const record = (offset: number, producedMs: number): Followed => [0, offset, producedMs];

test('a record is in bronze with the batch that holds its offset, in silver and in gold when the driver says so', () => {
  const followed = followedRecords();
  followed.bronze(1_000, at(0), at(10));
  followed.bronze(2_000, at(10), at(20));
  followed.silver(2_500, [record(8, 900), record(16, 1_400)]);
  followed.gold(3_000, at(8));
  expect(followed.recent(3_000)).toEqual({
    bronze: { p50: 100, p99: 600, max: 600, count: 2 },
    silver: { p50: 1_100, p99: 1_600, max: 1_600, count: 2 },
    gold: { p50: 2_100, p99: 2_100, max: 2_100, count: 1 },
  });
});

test('of what became visible long ago nothing is told', () => {
  const followed = followedRecords();
  followed.bronze(1_000, at(0), at(10));
  followed.silver(2_500, [record(8, 900)]);
  followed.gold(9_000, at(19));
  expect(followed.recent(9_000)).toEqual({
    bronze: null,
    silver: null,
    gold: { p50: 8_100, p99: 8_100, max: 8_100, count: 1 },
  });
  expect(followed.recent(15_000).gold).toBeNull();
});

test('silver may be heard before the progress of the batch it was made from', () => {
  const followed = followedRecords();
  followed.silver(2_500, [record(8, 900)]);
  expect(followed.recent(2_500).bronze).toBeNull();
  followed.bronze(1_000, at(0), at(10));
  expect(followed.recent(2_500).bronze).toMatchObject({ max: 100, count: 1 });
});

test('what an earlier life of the driver stored has no latency in this one', () => {
  const followed = followedRecords();
  followed.silver(2_500, [record(8, 900)]);
  followed.bronze(2_600, at(10), at(20));
  expect(followed.recent(2_600).bronze).toBeNull();
});
