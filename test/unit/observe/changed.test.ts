import { expect, test } from 'vitest';
import type { Change } from '../../../pipeline/contract/journal.ts';
import { rankChanges } from '../../../pipeline/observe/why/rank-changes.ts';
import { turningPoint } from '../../../pipeline/observe/why/turning-point.ts';

const change = (at: number, subject: string): Change => ({
  at,
  kind: 'settings',
  subject,
  before: 1,
  after: 2,
  by: 'up',
  runId: null,
});
const subjects = (changes: Change[], at: number) =>
  rankChanges(changes, at, 'gold.traffic').map((one) => one.change.subject);
const commits = (rows: number[]) => rows.map((count, index) => ({ at: index * 1000, rows: count }));

test('what came after the turn is no cause of it, but clocks may differ by two seconds', () => {
  expect(subjects([change(50_000, 'a'), change(61_000, 'b'), change(70_000, 'c')], 60_000)).toEqual([
    'b',
    'a',
  ]);
});

test('of two changes the one closer to the turn comes first, unless only the other names the table', () => {
  expect(subjects([change(10_000, 'producer.acks'), change(50_000, 'producer.lingerMs')], 60_000)[0]).toBe(
    'producer.lingerMs',
  );
  expect(subjects([change(45_000, 'gold-traffic.sql'), change(50_000, 'producer.lingerMs')], 60_000)[0]).toBe(
    'gold-traffic.sql',
  );
  expect(subjects([change(0, 'gold-traffic.sql'), change(59_000, 'producer.lingerMs')], 60_000)[0]).toBe(
    'producer.lingerMs',
  );
});

test('a table that stands still turned with its last commit', () => {
  expect(turningPoint(commits([9, 9, 9, 9]), 60_000, 5_000)).toBe(3_000);
});

test('a table whose commits suddenly bring fewer or more rows turned with the first of them', () => {
  expect(turningPoint(commits([100, 110, 90, 105, 10, 9, 11, 10]), 8_000, 5_000)).toBe(4_000);
  expect(turningPoint(commits([10, 9, 11, 100, 90, 110]), 6_000, 5_000)).toBe(3_000);
});

test('a table that goes on as it always did has not turned, nor one that has hardly begun', () => {
  expect(turningPoint(commits([100, 90, 110, 95, 105, 100, 98]), 7_000, 5_000)).toBeNull();
  expect(turningPoint(commits([100, 1]), 2_000, 5_000)).toBeNull();
  expect(turningPoint([], 2_000, 5_000)).toBeNull();
});
