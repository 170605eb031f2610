// The loop of a streaming query: wait for a trigger, run one micro-batch, again. Batches of a query never overlap.
// Time and waiting come in as arguments; what a batch does is the caller's. An error of a batch ends the loop with it.
import { msUntilTrigger } from './trigger.ts';

export interface Timing {
  nowMs(): number;
  /** Resolves after `ms`, at once when `signal` fires; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface QueryOptions {
  triggerMs: number;
  /** Looks for new input at least this often, for what nobody wakes us (another process's commit, idleness). */
  pollMs: number;
  timing: Timing;
  /** What waits: nothing, something, or at least one whole batch. Cheap; called often. */
  input(): 'none' | 'some' | 'full';
  /** One micro-batch. */
  runBatch(): Promise<void>;
}

export interface QueryLoop {
  /** There may be new input. */
  wake(): void;
  /** Ends after the batch under way. */
  stop(): void;
  /** Resolves when stopped; rejects with the error of a batch. */
  readonly done: Promise<void>;
}

/** Starts a query's loop. */
export function startQueryLoop(options: QueryOptions): QueryLoop {
  const { triggerMs, pollMs, timing } = options;
  let stopped = false;
  let lastStartMs: number | null = null;
  let sleep = new AbortController();

  async function loop(): Promise<void> {
    while (!stopped) {
      sleep = new AbortController();
      const input = options.input();
      const nowMs = timing.nowMs();
      const state = { nowMs, lastStartMs, triggerMs, hasInput: input !== 'none', full: input === 'full' };
      const waitMs = msUntilTrigger(state);
      if (waitMs === 0) {
        lastStartMs = nowMs;
        await options.runBatch();
      } else await timing.wait(waitMs ?? pollMs, sleep.signal);
    }
  }
  return {
    wake: () => sleep.abort(),
    stop: () => {
      stopped = true;
      sleep.abort();
    },
    done: loop(),
  };
}
