// Data skipping: which files may hold rows whose value in a column lies between two bounds, judged by statistics alone.
// Must never leave out a file that may match; a file without statistics may always match. Pure.

import type { AddFile } from './actions.ts';
import type { DataType } from './schema.ts';
import type { TableSnapshot } from './snapshot.ts';
import { type FileStatistics, parseStatistics } from './statistics.ts';

/** A bound: Date for timestamps (or their ISO text in UTC), ISO text for dates. */
export type BoundValue = bigint | number | string | Date;

/** The active files that may hold a value of `column` in [min, max]; an undefined bound is open. */
export function filesOverlapping(
  snapshot: Pick<TableSnapshot, 'schema' | 'files'>,
  column: string,
  min: BoundValue | undefined,
  max: BoundValue | undefined,
): AddFile[] {
  const type = snapshot.schema.fields.find((field) => field.name === column)?.type;
  const files = [...snapshot.files.values()];
  const order = type === undefined ? undefined : orderOf(type);
  if (!order) return files;
  return files.filter((file) => mayOverlap(parseStatistics(file.stats), column, min, max, order));
}

/** How values of a type compare, and how stored bounds are widened where writers round them. */
interface Order {
  readonly key: (value: unknown) => Key | undefined;
  readonly widen: (bound: Key, side: 'min' | 'max', stored: unknown) => Key;
}

type Key = bigint | number | string;

function mayOverlap(
  stats: FileStatistics | undefined,
  column: string,
  min: BoundValue | undefined,
  max: BoundValue | undefined,
  order: Order,
): boolean {
  if (!stats) return true;
  // A range never matches NULL, so a file of nothing but NULLs is out.
  if (stats.numRecords !== undefined && stats.nullCount?.[column] === stats.numRecords) return false;
  const low = boundOf(stats.minValues?.[column], 'min', order);
  const high = boundOf(stats.maxValues?.[column], 'max', order);
  const from = order.key(min);
  const to = order.key(max);
  if (to !== undefined && low !== undefined && low > to) return false;
  return !(from !== undefined && high !== undefined && high < from);
}

function boundOf(stored: unknown, side: 'min' | 'max', order: Order): Key | undefined {
  const key = order.key(stored);
  return key === undefined ? undefined : order.widen(key, side, stored);
}

function orderOf(type: DataType): Order | undefined {
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return WHOLE_NUMBERS;
    case 'float':
      return FLOATS;
    case 'double':
      return NUMBERS;
    case 'string':
      return TEXTS;
    case 'date':
      return DATES;
    case 'timestamp':
      return TIMESTAMPS;
    default:
      return undefined; // No order we can trust: decimals lose digits in JSON, the others have no bounds.
  }
}

const WHOLE_NUMBERS: Order = {
  key: (value) => {
    if (typeof value === 'bigint') return value;
    if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
    // A fraction as a bound would need rounding away from the range; numbers and bigints compare exactly anyway.
    return Number.isInteger(value) ? BigInt(value) : value;
  },
  // JSON.parse rounds a long beyond 2^53 by at most 1,024.
  widen: (bound, side, stored) => {
    if (Number.isSafeInteger(stored) || typeof bound !== 'bigint') return bound;
    return side === 'min' ? bound - 1_024n : bound + 1_024n;
  },
};

const NUMBERS: Order = {
  key: (value) => {
    if (typeof value === 'bigint') return Number(value);
    return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
  },
  widen: (bound) => bound,
};

const FLOATS: Order = {
  key: NUMBERS.key,
  // A bound is printed as the shortest text that gives the same 32-bit float.
  widen: (bound) => Math.fround(Number(bound)),
};

const TEXTS: Order = {
  // UTF-8 order, which is what Parquet writers use; hex keeps it under plain comparison.
  key: (value) => (typeof value === 'string' ? Buffer.from(value, 'utf8').toString('hex') : undefined),
  // Spark cuts long bounds and marks a cut maximum with a last character above all others; both stay sound.
  widen: (bound) => bound,
};

const DATES: Order = {
  key: (value) => {
    if (value instanceof Date) return value.toISOString().slice(0, 10);
    return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
  },
  widen: (bound) => bound,
};

const TIMESTAMPS: Order = {
  key: (value) => (value instanceof Date ? BigInt(value.getTime()) * 1_000n : microseconds(value)),
  // Spark cuts bounds to milliseconds.
  widen: (bound, side) => (side === 'max' ? (bound as bigint) + 999n : bound),
};

function microseconds(value: unknown): bigint | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(Z|[+-]\d{2}:\d{2})$/.exec(value);
  if (!match) return undefined;
  const seconds = Date.parse(`${match[1]}${match[3]}`);
  return Number.isNaN(seconds)
    ? undefined
    : BigInt(seconds) * 1_000n + BigInt((match[2] ?? '').padEnd(6, '0'));
}
