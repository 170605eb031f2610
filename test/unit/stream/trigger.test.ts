import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startQueryLoop, type Timing } from '../../../pipeline/stream/streaming-query.ts';
import { msUntilTrigger } from '../../../pipeline/stream/trigger.ts';

const idle = { nowMs: 10_000, lastStartMs: 9_900, triggerMs: 500, hasInput: true, full: false };

describe('a trigger', () => {
  test('waits out its interval, starts at once for a full batch, and never without input', () => {
    expect(msUntilTrigger(idle)).toBe(400);
    expect(msUntilTrigger({ ...idle, full: true })).toBe(0);
    expect(msUntilTrigger({ ...idle, lastStartMs: null })).toBe(0);
    expect(msUntilTrigger({ ...idle, hasInput: false, full: true })).toBeNull();
  });

  test('never waits longer than the interval, also when the clock was set back', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(10_000), (nowMs, lastStartMs, triggerMs) => {
        const wait = msUntilTrigger({ nowMs, lastStartMs, triggerMs, hasInput: true, full: false });
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(triggerMs);
      }),
    );
  });
});

describe('the loop of a query', () => {
  /** Time that jumps when somebody waits. */
  function fakeTiming(): Timing & { now: number } {
    const timing = {
      now: 0,
      nowMs: () => timing.now,
      wait: async (ms: number) => {
        timing.now += ms;
        await Promise.resolve();
      },
    };
    return timing;
  }

  test('starts batches an interval apart while some input waits', async () => {
    const timing = fakeTiming();
    const starts: number[] = [];
    const loop = startQueryLoop({
      triggerMs: 500,
      pollMs: 100,
      timing,
      input: () => 'some',
      runBatch: async () => {
        starts.push(timing.now);
        if (starts.length === 3) loop.stop();
      },
    });
    await loop.done;
    expect(starts).toEqual([0, 500, 1_000]);
  });

  test('ends with the error of a batch', async () => {
    const runBatch = async () => {
      throw new Error('broken');
    };
    const loop = startQueryLoop({
      triggerMs: 1,
      pollMs: 1,
      timing: fakeTiming(),
      input: () => 'full',
      runBatch,
    });
    await expect(loop.done).rejects.toThrow('broken');
  });
});
