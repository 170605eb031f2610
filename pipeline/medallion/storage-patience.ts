// A lake that has no room refuses a write before anything of it shows: the batch is void, not the process. Such a refusal is borne for a
// while: wait, forget what was planned, begin again from the table. Whatever may have had an effect is not ours to bear.
import { setTimeout as delay } from 'node:timers/promises';
import { isDeltaError } from '../delta/errors.ts';

/** So long without one good batch, and the process ends with the refusal: someone has to look. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 250;

export interface StoragePatience {
  /** True once it is time to try again; false when the error is none to be borne, or patience is at its end. */
  bears(error: unknown): Promise<boolean>;
  /** A batch went well. */
  relieved(): void;
}

/** Patience of one query. */
export function storagePatience(nowMs: () => number, pauseMs = PAUSE_MS): StoragePatience {
  let since: number | undefined;
  return {
    async bears(error) {
      if (!isRefusal(error)) return false;
      since ??= nowMs();
      if (nowMs() - since > PATIENCE_MS) return false;
      await delay(pauseMs);
      return true;
    },
    relieved: () => {
      since = undefined;
    },
  };
}

/** Storage certainly did not take the write, for want of room. DuckDB, which writes data files itself, says so in words alone. */
function isRefusal(error: unknown): boolean {
  if (isDeltaError(error)) return error.code === 'storage' && error.definite && isFull(error.cause);
  return isFull(error);
}

function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device/.test(error.message);
}
