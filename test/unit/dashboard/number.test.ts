// Numbers are read from across a room: one way of writing each, and a dash for what is not known.
import { describe, expect, it } from 'vitest';
import {
  clock,
  count,
  duration,
  rate,
  seconds,
  share,
  signed,
} from '../../../dashboard/web/src/format/number.ts';

describe('numbers on the page', () => {
  it.each([
    [count(1_204_118), '1,204,118'],
    [count(null), '—'],
    [rate(4980.3), '4,980 /s'],
    [rate(2.31), '2.3 /s'],
    [rate(0), '0 /s'],
    [rate(null), '— /s'],
    [duration(140.4), '140 ms'],
    [duration(996), '1.0 s'],
    [duration(1849), '1.8 s'],
    [duration(14_400), '14 s'],
    [duration(125_000), '2 m 05 s'],
    [duration(3_599_900), '60 m 00 s'],
    [duration(12_000_000), '3 h 20 m'],
    [duration(-1800), '−1.8 s'],
    [duration(null), '—'],
    [seconds(9400), '9 s'],
    [seconds(200), '0 s'],
    [seconds(11_999), '11 s'],
    [clock(9000), '00:09'],
    [clock(-5), '00:00'],
    [share(0.00046), '0.05 %'],
    [share(0), '0 %'],
    [share(null), '—'],
    [signed(-1964), '−1,964'],
    [signed(0), '0'],
  ])('writes %s', (written, wanted) => {
    expect(written).toBe(wanted);
  });
});
