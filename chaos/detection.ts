// Who noticed a fault, and when: the first signal after it, the others, and those that stayed silent. Pure.
import type { FiredSignal } from './drivers/watch.ts';
import type { Detection } from './result.ts';

export interface StruckFault {
  fault: string;
  injectedAt: number;
  undoneAt: number | null;
  noticeWithinSeconds?: number;
}

/** A signal may come this long after the fault was undone and still count as noticing it; on a slow engine later (chaos/patience.ts). */
export const AFTERMATH_MS = 10_000;

/** One row per fault. Signals that already fired before it do not count. */
export function detectionTable(
  faults: readonly StruckFault[],
  fired: readonly FiredSignal[],
  signalIds: readonly string[],
  aftermathMs = AFTERMATH_MS,
): Detection[] {
  return faults.map(({ fault, injectedAt, undoneAt, noticeWithinSeconds = Number.POSITIVE_INFINITY }) => {
    const aftermath = (undoneAt ?? Number.POSITIVE_INFINITY) + aftermathMs;
    const until = Math.min(aftermath, injectedAt + noticeWithinSeconds * 1_000);
    const noticed = fired.filter(({ firedAt }) => firedAt >= injectedAt && firedAt <= until);
    const seconds = (at: number) => Math.round((at - injectedAt) / 10) / 100;
    const first = noticed[0];
    return {
      fault,
      injectedAt,
      first: first
        ? { signal: first.id, subject: first.subject, says: first.says, seconds: seconds(first.firedAt) }
        : null,
      fired: noticed.map(({ id, subject, firedAt }) => ({ signal: id, subject, seconds: seconds(firedAt) })),
      silent: signalIds.filter((id) => !noticed.some((signal) => signal.id === id)),
      faultUnseen: first === undefined,
    };
  });
}
