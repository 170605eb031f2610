import { expect, test } from 'vitest';
import { rateMeter } from '../../../cli/control/feed/rate.ts';

test('a steady counter has a steady rate', () => {
  const rate = rateMeter();
  rate(0, 0);
  expect(rate(1_000, 500)).toBe(500);
  expect(rate(2_000, 1_000)).toBe(500);
});

test('a counter that is not known has no rate, also just after it was', () => {
  const rate = rateMeter();
  rate(0, 0);
  rate(1_000, 500);
  expect(rate(1_500, null)).toBeNull();
  expect(rate(1_600, 900)).toBeNull();
});

test('a counter that goes back belongs to a new process and never gives a negative rate', () => {
  const rate = rateMeter();
  rate(0, 10_000);
  rate(1_000, 11_000);
  expect(rate(1_500, 10)).toBeNull();
  expect(rate(2_500, 110)).toBe(100);
});
