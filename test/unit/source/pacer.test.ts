import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacer } from '../../../pipeline/source/pacer.ts';

describe('the pacer', () => {
  it('has made exactly rate × time events, whatever the ticks, and none before it is due', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.array(fc.nat(100), { maxLength: 30 }),
        (rate, pauses) => {
          const pacer = createPacer(rate, 1_000);
          let nowMs = 1_000;
          let made = 0;
          for (const pause of pauses) {
            nowMs += pause;
            let early = 0;
            for (let due = pacer.due(nowMs); due > 0; due--, made++)
              if (pacer.next(nowMs) > nowMs + 1e-6) early++;
            expect(early).toBe(0);
            expect(made).toBe(Math.floor(((nowMs - 1_000) * rate) / 1000) + 1);
          }
        },
      ),
    );
  });

  it('gives each event the time it was due, also when it is made late', () => {
    const pacer = createPacer(100, 0);
    expect(pacer.due(10_000)).toBe(1_001);
    expect([pacer.next(10_000), pacer.next(10_000), pacer.next(10_000)]).toEqual([0, 10, 20]);
  });

  it('starts anew at a change of rate', () => {
    const pacer = createPacer(1, 0);
    pacer.setRate(1_000, 500);
    expect(pacer.due(509)).toBe(10);
    pacer.setRate(null, 600);
    expect(pacer.due(600)).toBe(Infinity);
    expect(pacer.next(601)).toBe(601);
    expect(pacer.ratePerSecond).toBeNull();
  });
});
