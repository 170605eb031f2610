import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trackIdleness } from '../../../pipeline/stream/idleness.ts';
import { eventTimeWatermark, finalBeforeMs } from '../../../pipeline/stream/watermark.ts';

describe('the event-time watermark', () => {
  test('is the smallest live partition less the lateness', () => {
    const partitions = fc.array(fc.record({ newestMs: fc.integer(), idle: fc.boolean() }), { minLength: 1 });
    fc.assert(
      fc.property(partitions, fc.nat(100_000), (all, lateness) => {
        const live = all.filter((one) => !one.idle).map((one) => one.newestMs);
        const expected = live.length === 0 ? null : Math.min(...live) - lateness;
        expect(eventTimeWatermark(all, lateness)).toBe(expected);
      }),
    );
  });

  test('waits for a live partition that has had no event', () => {
    const partitions = [
      { newestMs: 50_000, idle: false },
      { newestMs: null, idle: false },
    ];
    expect(eventTimeWatermark(partitions, 0)).toBeNull();
    expect(eventTimeWatermark([partitions[0]!, { newestMs: null, idle: true }], 0)).toBe(50_000);
  });

  test('stands still when every partition is idle', () => {
    expect(finalBeforeMs(eventTimeWatermark([{ newestMs: 99_000, idle: true }], 0), 10_000, 20_000)).toBe(
      20_000,
    );
  });

  test('makes windows final that it has passed, and never takes that back', () => {
    expect(finalBeforeMs(29_999, 10_000, undefined)).toBe(20_000);
    expect(finalBeforeMs(30_000, 10_000, 20_000)).toBe(30_000);
    expect(finalBeforeMs(5_000, 10_000, 30_000)).toBe(30_000);
  });
});

describe('idleness', () => {
  test('begins only after the time without activity, counted from the first look', () => {
    const idleness = trackIdleness(5_000);
    expect(idleness.isIdle(0, 1_000)).toBe(false);
    expect(idleness.isIdle(0, 6_000)).toBe(false);
    expect(idleness.isIdle(0, 6_001)).toBe(true);
    idleness.active(0, 6_002);
    expect(idleness.isIdle(0, 6_003)).toBe(false);
  });

  test('never begins without a timeout', () => {
    const idleness = trackIdleness(null);
    idleness.isIdle(0, 0);
    expect(idleness.isIdle(0, 10 ** 12)).toBe(false);
  });
});
