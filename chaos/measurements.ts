// What a run measures once a second from outside the pipeline: whether the observation says all is well, and the bounded figures of the
// scenario (memory, files, read time). Only kept here; judged by the checkers.

import type { System } from './drivers/system.ts';
import type { Bound } from './scenario.ts';

export interface HealthSample {
  /** ms since the epoch. */
  at: number;
  well: boolean;
  because: string;
}

export interface Measure {
  at: number;
  name: string;
  unit: string;
  value: number;
  atMost: number;
}

export interface Measurements {
  readonly health: HealthSample[];
  readonly measures: Measure[];
  /** Notes what the observation says now. */
  noteHealth(sample: HealthSample): void;
  /** Throws what a measurement threw. */
  stop(): Promise<void>;
}

const EVERY_MS = 1_000;

/** Begins to measure the bounds; a bound whose last measurement is still under way is not asked again. */
export function startMeasurements(
  bounds: readonly Bound[],
): Measurements & { watch: (system: System) => void } {
  const health: HealthSample[] = [];
  const measures: Measure[] = [];
  let timer: NodeJS.Timeout | undefined;
  let asking: Promise<void> | undefined;
  let failure: unknown;
  const ask = async (system: System) => {
    for (const { name, unit, atMost, measure } of bounds) {
      const value = await measure(system);
      if (value !== null) measures.push({ at: Date.now(), name, unit, value, atMost });
    }
  };
  return {
    health,
    measures,
    noteHealth: (sample) => void health.push(sample),
    watch(system) {
      if (bounds.length === 0) return;
      timer = setInterval(() => {
        asking ??= ask(system)
          .catch((error: unknown) => {
            failure ??= error;
          })
          .finally(() => {
            asking = undefined;
          });
      }, EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
      await asking;
      if (failure !== undefined) throw failure;
    },
  };
}
