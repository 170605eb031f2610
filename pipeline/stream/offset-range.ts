// How a fetched run of records meets the position we expect. Pure. Records below it were delivered before and are
// dropped; a hole above it is never skipped silently.

export type RangeVerdict =
  | { kind: 'take'; skip: number }
  | { kind: 'redelivered' }
  | { kind: 'gap'; from: number; to: number };

/**
 * `expected` is the next offset we want; `first` and `last` are of the fetched records.
 * `gap.from` … `gap.to` (inclusive) are the offsets that are missing.
 */
export function judgeRange(expected: number, first: number, last: number): RangeVerdict {
  if (last < expected) return { kind: 'redelivered' };
  if (first > expected) return { kind: 'gap', from: expected, to: first - 1 };
  return { kind: 'take', skip: expected - first };
}
