// Waiting, the only way it is done here: probe, tolerate, and give up loudly at a deadline. Never a bare sleep.
import { setTimeout as delay } from 'node:timers/promises';
import { LakequakeError } from './errors.ts';

export interface UntilOptions {
  /** Give up after this long. */
  deadlineMs: number;
  /** Pause between probes; 100 ms unless told. */
  everyMs?: number;
  /** Completes the sentence "waited … ms for <what>". */
  what: string;
  signal?: AbortSignal;
}

/**
 * Probes until the answer is neither undefined, null nor false and returns it.
 * Throws LakequakeError `deadline-passed` at the deadline, `aborted` when the signal fires; errors of the probe pass through.
 */
export async function until<T>(
  probe: () => T | Promise<T>,
  { deadlineMs, everyMs = 100, what, signal }: UntilOptions,
): Promise<Exclude<T, undefined | null | false>> {
  const startedAt = performance.now();
  for (;;) {
    if (signal?.aborted) throw new LakequakeError('aborted', `stopped while waiting for ${what}`);
    const answer = await probe();
    if (answer !== undefined && answer !== null && answer !== false)
      return answer as Exclude<T, undefined | null | false>;
    if (performance.now() - startedAt > deadlineMs)
      throw new LakequakeError('deadline-passed', `waited ${deadlineMs} ms for ${what}`);
    await delay(everyMs);
  }
}
