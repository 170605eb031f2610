// A send ends by itself, by being cut, or, when nobody says anything any more, by force.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { beforeDeadline } from '../../../pipeline/kafka/before-deadline.ts';

describe('a send with a deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('comes to what it came to, and is not given up', async () => {
    const giveUp = vi.fn();
    await expect(beforeDeadline(Promise.resolve(7), 1_000, giveUp)).resolves.toBe(7);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(giveUp).not.toHaveBeenCalled();
  });

  it('is given up at the deadline, and its own words are the answer', async () => {
    let reject: (error: Error) => void = () => undefined;
    const sending = new Promise<never>((_, no) => {
      reject = no;
    });
    const ended = expect(beforeDeadline(sending, 1_000, () => reject(new Error('cut')))).rejects.toThrow(
      'cut',
    );
    await vi.advanceTimersByTimeAsync(1_000);
    await ended;
  });

  it('ends also when being cut changes nothing', async () => {
    const giveUp = vi.fn();
    const ended = expect(beforeDeadline(new Promise(() => undefined), 1_000, giveUp)).rejects.toThrow(
      'given up at the delivery timeout',
    );
    await vi.advanceTimersByTimeAsync(2_999);
    expect(giveUp).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    await ended;
  });
});
