// Lets only so many pieces of heavy work run at a time, and turns the rest away when too many wait: a thousand quick questions must not
// take the machine from the pipeline.
import { LakequakeError } from '../../../pipeline/contract/errors.ts';

export interface Gate {
  /** Runs the work when there is room. Throws `busy` when the queue is full. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Lets `atOnce` questions through; `waiting` more stand in line, and whoever comes then is told `busy`. */
export function createGate({ atOnce, waiting }: { atOnce: number; waiting: number }): Gate {
  let running = 0;
  const queue: (() => void)[] = [];

  async function room(): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return;
    }
    if (queue.length >= waiting)
      throw new LakequakeError('busy', 'The dashboard is answering many questions already.', {
        hint: 'Ask again in a moment.',
      });
    // Whoever leaves hands the place over, so `running` stays as it is.
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  return {
    async run(work) {
      await room();
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
