// File statistics (`add.stats`): composing the JSON text that every reader accepts, and reading it back.
// Longs keep all their digits, times are ISO; infinities, NaN, booleans and long strings get no bounds, because
// some reader would prune by them wrongly. https://github.com/delta-io/delta/blob/master/PROTOCOL.md#per-file-statistics

import { DeltaError } from './errors.ts';
import type { DataType, StructType } from './schema.ts';

/** What the Parquet writer says of one top-level column; bounds are text as DuckDB prints them in UTC. */
export interface ColumnStatistics {
  readonly min?: string;
  readonly max?: string;
  readonly nullCount?: number;
  readonly hasNan?: boolean;
}

/** Statistics as read back. Bounds of longs beyond 2^53 are rounded: widen them before comparing. */
export interface FileStatistics {
  readonly numRecords?: number;
  readonly minValues?: Readonly<Record<string, unknown>>;
  readonly maxValues?: Readonly<Record<string, unknown>>;
  readonly nullCount?: Readonly<Record<string, unknown>>;
}

const LONGEST_STRING_BOUND = 32;
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)\+00$/;

/** The `stats` text for a file with this many rows. */
export function statisticsText(
  schema: StructType,
  numRecords: number,
  columns: ReadonlyMap<string, ColumnStatistics>,
): string {
  const minValues: string[] = [];
  const maxValues: string[] = [];
  const nullCount: string[] = [];
  for (const { name, type } of schema.fields) {
    const found = columns.get(name);
    if (!found || typeof type !== 'string') continue;
    const key = JSON.stringify(name);
    if (found.nullCount !== undefined) nullCount.push(`${key}:${found.nullCount}`);
    const min = boundText(type, found, found.min);
    const max = boundText(type, found, found.max);
    if (min === undefined || max === undefined) continue;
    minValues.push(`${key}:${min}`);
    maxValues.push(`${key}:${max}`);
  }
  // Composed by hand: JSON.stringify cannot write a long above 2^53 exactly.
  return `{"numRecords":${numRecords},"minValues":{${minValues}},"maxValues":{${maxValues}},"nullCount":{${nullCount}}}`;
}

/** A bound as a JSON token, or undefined when this value must not be a bound. */
function boundText(type: DataType, column: ColumnStatistics, text: string | undefined): string | undefined {
  if (text === undefined || column.hasNan) return undefined;
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return /^-?\d+$/.test(text) ? text : undefined;
    case 'float':
    case 'double':
      return JSON_NUMBER.test(text) ? text : undefined;
    case 'string':
      return [...text].length <= LONGEST_STRING_BOUND ? JSON.stringify(text) : undefined;
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) ? `"${text}"` : undefined;
    case 'timestamp':
      return timestampText(text);
    case 'boolean':
    case 'binary':
      return undefined;
    default:
      return JSON_NUMBER.test(text) ? text : undefined; // decimal
  }
}

function timestampText(text: string): string | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match) return undefined;
  const [clock, fraction = ''] = match[2]!.split('.');
  return `"${match[1]}T${clock}.${fraction.padEnd(6, '0')}Z"`;
}

/** Statistics from their text; undefined when the file has none. Unreadable text throws `corrupt-commit`. */
export function parseStatistics(stats: string | undefined): FileStatistics | undefined {
  if (stats === undefined || stats === '') return undefined;
  try {
    return JSON.parse(stats) as FileStatistics;
  } catch (cause) {
    throw new DeltaError('corrupt-commit', 'the statistics of a file are not JSON', { cause });
  }
}
