// The truth of a line that is a JSON object; part of the truth parser, see truth.ts.
import type { EventTruth } from '../contract/event.ts';
import { readClfTime } from './clf-time.ts';

const NAMES = ['host', 'time', 'method', 'path', 'protocol', 'status', 'bytes'];
/** May be there or not. */
const UNIT = 'unit';
const ISO = /^\d{4}-\d{2}-\d{2}T[0-9:.]+(Z|[+-]\d{2}:?\d{2})$/;

const text = (value: unknown): string | null =>
  value === null || value === undefined || value === ''
    ? null
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

function timeOf(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const ms = ISO.test(value) ? Date.parse(value) : (readClfTime(value)?.timeMs ?? Number.NaN);
  return Number.isNaN(ms) ? null : ms;
}

/** Whole bytes of a number in a unit; null when they are not whole, or nobody knows the unit. */
function bytesIn(value: unknown, unit: string | null): number | null {
  if (typeof value !== 'number') return null;
  const bytes = unit === 'kB' ? Number((value * 1_000).toFixed(6)) : value;
  return (unit === null || unit === 'B' || unit === 'kB') && Number.isSafeInteger(bytes) ? bytes : null;
}

function objectOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The truth of a JSON line, or undefined when it is none. A field renamed makes it a version nobody knows: quarantine. */
export function jsonTruth(line: string): EventTruth | undefined {
  const fields = objectOf(line);
  if (!fields) return undefined;
  const known = Object.keys(fields).filter((name) => NAMES.includes(name)).length;
  const others = Object.keys(fields).filter((name) => name !== UNIT).length - known;
  const renamed = known < NAMES.length && others > 0;
  const whole = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);
  const status = whole(fields.status);
  const unit = fields.unit === null || fields.unit === undefined ? null : String(fields.unit);
  const bytes = bytesIn(fields.bytes, unit);
  const oddBytes =
    (fields.bytes !== null && fields.bytes !== undefined && bytes === null) || (bytes ?? 0) < 0;
  const timeMs = timeOf(fields.time);
  const host = text(fields.host);
  const readable =
    timeMs !== null &&
    status !== null &&
    status >= 100 &&
    status <= 599 &&
    !oddBytes &&
    !renamed &&
    [null, 'B', 'kB'].includes(unit);
  return {
    timeMs,
    host: host === '-' ? null : host,
    method: text(fields.method),
    path: text(fields.path),
    status,
    bytes,
    format: 'json',
    disposition: readable ? 'silver' : 'quarantine',
  };
}
