// Keeps an answer small enough for a page: long text in a cell is cut, and rows that no longer fit are left out. Pure.

export interface Bounds {
  /** Characters in one cell. */
  cell: number;
  /** Characters in all cells together. */
  all: number;
}

const ANSWER_BOUNDS: Bounds = { cell: 10_000, all: 2_000_000 };

function bounded(value: unknown, most: number): { value: unknown; size: number; cut: boolean } {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null)
    return { value, size: 8, cut: false };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= most) return { value, size: text.length, cut: false };
  return { value: `${text.slice(0, most)}…`, size: most, cut: true };
}

/** The rows within the bounds, and whether anything was left out. */
export function boundedRows(
  rows: readonly (readonly unknown[])[],
  { cell, all }: Bounds = ANSWER_BOUNDS,
): { rows: unknown[][]; cut: boolean } {
  const kept: unknown[][] = [];
  let [size, cut] = [0, false];
  for (const row of rows) {
    const cells = row.map((value) => bounded(value, cell));
    size += cells.reduce((total, one) => total + one.size, 0);
    if (size > all) return { rows: kept, cut: true };
    cut ||= cells.some((one) => one.cut);
    kept.push(cells.map(({ value }) => value));
  }
  return { rows: kept, cut };
}
