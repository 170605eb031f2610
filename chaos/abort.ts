// When a run must stop: someone asked, the disk or the memory runs out, or it takes far longer than a run may. Checked between steps and
// while waiting; the caller heals.
import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { LakequakeError } from '../pipeline/contract/errors.ts';

const LEAST_DISK_BYTES = 300 * 1024 * 1024;
const LEAST_MEMORY_BYTES = 200 * 1024 * 1024;

export interface Guard {
  /** Throws `aborted` when the run must stop. */
  check(): Promise<void>;
  readonly signal: AbortSignal | undefined;
}

/** The abort conditions of one run. */
export function guardRun(stateDir: string, longestMs: number, signal: AbortSignal | undefined): Guard {
  const startedAt = performance.now();
  return {
    signal,
    async check() {
      if (signal?.aborted) throw new LakequakeError('aborted', 'the run was stopped');
      if (performance.now() - startedAt > longestMs)
        throw new LakequakeError('aborted', `the run took longer than ${longestMs / 1000} s`);
      const { bavail, bsize } = await statfs(stateDir);
      if (bavail * bsize < LEAST_DISK_BYTES)
        throw new LakequakeError('aborted', 'the disk is nearly full', {
          hint: 'free some space, then run it again',
        });
      if (freemem() < LEAST_MEMORY_BYTES) throw new LakequakeError('aborted', 'memory is nearly used up');
    },
  };
}

/** Probes until the answer is true, the guard says stop, or the deadline passes: then false. */
export async function waitFor(
  probe: () => boolean | Promise<boolean>,
  { deadlineMs, guard, everyMs = 50 }: { deadlineMs: number; guard: Guard; everyMs?: number },
): Promise<boolean> {
  const startedAt = performance.now();
  for (;;) {
    if (await probe()) return true;
    if (performance.now() - startedAt > deadlineMs) return false;
    await guard.check();
    await delay(everyMs);
  }
}

/** Waits for work that has a deadline of its own; when the guard says stop, its end is not waited for. */
export async function unlessStopped(guard: Guard, work: Promise<void>): Promise<void> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined); // Told by the race below, unless that has been stopped.
  await Promise.race([done, waitFor(() => isDone, { deadlineMs: Number.POSITIVE_INFINITY, guard })]);
}
