// The median of a few runs and how far they lie apart. Pure.
import type { Row } from './part.ts';

export interface Spread {
  median: number;
  low: number;
  high: number;
  runs: number[];
}

/** The middle value; of an even number the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** null for a row that was not measured. */
export function spreadOf({ runs }: Pick<Row, 'runs'>): Spread | null {
  if (runs.length === 0) return null;
  return { median: medianOf(runs), low: Math.min(...runs), high: Math.max(...runs), runs: [...runs] };
}

/** Three digits that mean something are enough; whole numbers stay whole. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
