// Fewer points for a chart that cannot show them all: neighbours become their mean. A point at which nothing is known stays a gap of its
// own when all of its neighbours are gaps too. Pure.

export interface Thinned {
  at: number[];
  columns: (number | null)[][];
}

function meanOf(values: readonly number[]): number | null {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** At most `most` points; NaN is not known. */
export function thinned(at: readonly number[], columns: readonly number[][], most: number): Thinned {
  const size = Math.max(1, Math.ceil(at.length / most));
  const starts = Array.from({ length: Math.ceil(at.length / size) }, (_, index) => index * size);
  return {
    at: starts.map((start) => at[Math.min(start + size, at.length) - 1]!),
    columns: columns.map((values) => starts.map((start) => meanOf(values.slice(start, start + size)))),
  };
}
