// Where the batches of the three streaming queries spent their time, out of the processor's log, which has the milliseconds of every phase.
// The queries run side by side, so their sums may exceed the time of the run. Pure.

export interface Phase {
  query: string;
  phase: string;
  ms: number;
  batches: number;
}

interface Line {
  query?: string;
  batchId?: number;
  ms?: Record<string, number>;
}

/** Sums by query and phase, in the order in which they first came. */
export function phasesOf(log: string): Phase[] {
  const phases = new Map<string, Phase>();
  for (const text of log.split('\n').filter(Boolean)) {
    const { query, batchId, ms } = JSON.parse(text) as Line;
    if (query === undefined || batchId === undefined || ms === undefined) continue;
    for (const [phase, took] of Object.entries(ms)) {
      const known = phases.get(`${query}/${phase}`) ?? { query, phase, ms: 0, batches: 0 };
      phases.set(`${query}/${phase}`, { ...known, ms: known.ms + took, batches: known.batches + 1 });
    }
  }
  return [...phases.values()];
}
