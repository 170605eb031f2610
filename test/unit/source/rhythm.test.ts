import { describe, expect, it } from 'vitest';
import { createPacer } from '../../../pipeline/source/pacer.ts';
import { burstyRhythm } from '../../../pipeline/source/rhythm.ts';

const RATE = 1_000;

/** Events per bin of the first ten minutes. */
function counts(seed: number, binMs: number): number[] {
  const next = burstyRhythm(seed, RATE);
  const bins = new Array<number>(600_000 / binMs).fill(0);
  for (let at = next(); at < 600_000; at = next()) bins[Math.floor(at / binMs)]! += 1;
  return bins;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the bursty rhythm', () => {
  it('is the same for the same seed, another for another, and never goes back', () => {
    const times = (seed: number) => Array.from({ length: 20_000 }, burstyRhythm(seed, RATE));
    expect(times(3)).toEqual(times(3));
    expect(times(3)).not.toEqual(times(4));
    expect(times(5).every((at, index, all) => index === 0 || at >= all[index - 1]!)).toBe(true);
  });

  it('keeps its mean rate over a day of ten minutes', () => {
    for (const seed of [1, 2, 3]) expect(Math.abs(mean(counts(seed, 1_000)) / RATE - 1)).toBeLessThan(0.05);
  });

  it('has the tide of the real log: about a quarter of the noon by night', () => {
    const hours = counts(7, 25_000);
    expect(Math.min(...hours) / Math.max(...hours)).toBeGreaterThan(0.12);
    expect(Math.min(...hours) / Math.max(...hours)).toBeLessThan(0.4);
  });

  it('comes in clumps: many events together vary more than by mere chance', () => {
    const short = counts(9, 10).slice(0, 6_000);
    const average = mean(short);
    const variance = mean(short.map((count) => (count - average) ** 2));
    expect(variance / average).toBeGreaterThan(2);
  });
});

describe('a pacer with a rhythm', () => {
  it('gives every event once, when it is due, whatever the ticks', () => {
    const [rhythm, pacer] = [burstyRhythm(1, RATE), createPacer(RATE, 500, (rate) => burstyRhythm(1, rate))];
    const taken: number[] = [];
    for (let now = 500; now < 20_500; now += 37)
      for (let due = pacer.due(now); due > 0; due--) {
        const at = pacer.next(now);
        expect(at).toBeLessThanOrEqual(now);
        taken.push(at);
      }
    expect(taken).toEqual(taken.map(() => 500 + rhythm()));
    expect(taken.length).toBeGreaterThan(15_000);
    expect(pacer.waitMs(20_480)).toBeLessThan(200);
  });
});
