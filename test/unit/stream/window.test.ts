import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { behindMsOf, isAdmitted, windowStartMs } from '../../../pipeline/stream/window.ts';

const instant = fc.integer({ min: -1e12, max: 1e13 });
const size = fc.integer({ min: 1, max: 86_400_000 });

describe('windows', () => {
  test('every instant lies in exactly the window it is given, also before 1970', () => {
    fc.assert(
      fc.property(instant, size, (timeMs, windowMs) => {
        const start = windowStartMs(timeMs, windowMs);
        expect(start).toBeLessThanOrEqual(timeMs);
        expect(timeMs).toBeLessThan(start + windowMs);
        expect(Math.abs(start % windowMs)).toBe(0);
      }),
    );
  });

  test('an event stands behind the newest before it, wherever the batches are cut', () => {
    fc.assert(
      fc.property(fc.array(instant, { minLength: 1 }), fc.nat(), (times, cut) => {
        const at = cut % times.length;
        const whole = behindMsOf(times, null);
        const newest = at === 0 ? null : Math.max(...times.slice(0, at));
        expect([...behindMsOf(times.slice(0, at), null), ...behindMsOf(times.slice(at), newest)]).toEqual(
          whole,
        );
        times.forEach((time, index) => {
          expect(whole[index]).toBe(Math.max(0, Math.max(...times.slice(0, index + 1)) - time));
        });
      }),
    );
  });

  test('the row rule admits exactly while the partition watermark has not passed the end of the window', () => {
    fc.assert(
      fc.property(
        instant,
        fc.nat(10 ** 8),
        size,
        fc.nat(10 ** 7),
        (eventTimeMs, behindMs, windowMs, allowedLatenessMs) => {
          const watermark = eventTimeMs + behindMs - allowedLatenessMs;
          const end = windowStartMs(eventTimeMs, windowMs) + windowMs;
          expect(isAdmitted({ eventTimeMs, behindMs }, { windowMs, allowedLatenessMs })).toBe(
            watermark < end,
          );
        },
      ),
    );
  });
});
