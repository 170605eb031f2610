// Quantiles of small samples, for latencies. Pure.
import type { Quantiles } from '../contract/progress.ts';

/** p50, p99, max and count by nearest rank; null for no values. */
export function quantilesOf(values: readonly number[]): Quantiles | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1)!, count: sorted.length };
}

/** At most `limit` of the values, evenly spread, the last one always among them. */
export function spreadSample(values: readonly number[], limit: number): number[] {
  if (values.length <= limit) return [...values];
  const step = values.length / limit;
  return Array.from({ length: limit }, (_, index) => values[Math.ceil((index + 1) * step) - 1]!);
}
