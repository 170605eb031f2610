// Sizes in bytes as a reader takes them in: `512 B`, `43.9 kB`, `1.2 MB`. Powers of ten, as the file managers of most systems have them.
import { count, UNKNOWN } from './number.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export function size(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return UNKNOWN;
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? count(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
