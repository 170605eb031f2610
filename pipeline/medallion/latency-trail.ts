// Produced → visible, followed through the tables: samples of produce times travel with the versions that carry their rows.
// Kept in memory, for the events of this process's own commits; a report takes what came since the one before.
import type { Quantiles } from '../contract/progress.ts';
import { quantilesOf, spreadSample } from '../stream/quantiles.ts';

export interface LatencyTrail {
  bronze(producedMs: readonly number[]): void;
  silver(version: number, producedMs: readonly number[]): void;
  /** Silver versions after `from` up to `to` became visible in gold. */
  gold(from: number, to: number): void;
  /** Latencies since the last call. */
  take(): Record<'bronze' | 'silver' | 'gold', Quantiles | null>;
}

const MOST_SAMPLES = 2_000;

/** Empty; tell it the commits in the order of the layers. */
export function latencyTrail(nowMs: () => number): LatencyTrail {
  let seen: Record<'bronze' | 'silver' | 'gold', number[]> = { bronze: [], silver: [], gold: [] };
  const bySilverVersion = new Map<number, readonly number[]>();
  const note = (layer: keyof typeof seen, producedMs: readonly number[]): void => {
    const now = nowMs();
    seen[layer] = spreadSample([...seen[layer], ...producedMs.map((ms) => now - ms)], MOST_SAMPLES);
  };
  return {
    bronze: (producedMs) => note('bronze', producedMs),
    silver: (version, producedMs) => {
      note('silver', producedMs);
      bySilverVersion.set(version, producedMs);
    },
    gold: (from, to) => {
      for (const [version, producedMs] of bySilverVersion) {
        if (version > to) continue;
        bySilverVersion.delete(version);
        if (version > from) note('gold', producedMs);
      }
    },
    take: () => {
      const { bronze, silver, gold } = seen;
      seen = { bronze: [], silver: [], gold: [] };
      return { bronze: quantilesOf(bronze), silver: quantilesOf(silver), gold: quantilesOf(gold) };
    },
  };
}
