// The bracketed time of a log line, `01/Jul/1995:00:00:01 -0400`, written and read. One second is all it resolves.
// The reader is the truth parser's own: it shares nothing with the medallion's SQL.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

function written(second: number, zoneMinutes: number): string {
  const local = new Date((second + zoneMinutes * 60) * 1000);
  const day = `${two(local.getUTCDate())}/${MONTHS[local.getUTCMonth()]}/${local.getUTCFullYear()}`;
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  const zone = Math.abs(zoneMinutes);
  return `${day}:${time} ${zoneMinutes < 0 ? '-' : '+'}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
}

/** A writer of bracketed times that remembers the last one: many lines share a second. */
export function clfTimeWriter(): (timeMs: number, zoneMinutes: number) => string {
  let lastSecond = Number.NaN;
  let lastZone = 0;
  let last = '';
  return (timeMs, zoneMinutes) => {
    const second = Math.floor(timeMs / 1000);
    if (second === lastSecond && zoneMinutes === lastZone) return last;
    lastSecond = second;
    lastZone = zoneMinutes;
    last = written(second, zoneMinutes);
    return last;
  };
}

export interface ClfTime {
  timeMs: number;
  zoneMinutes: number;
}

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Reads exactly `dd/Mon/yyyy:hh:mm:ss ±hhmm`; undefined for anything else, impossible dates included. */
export function readClfTime(text: string): ClfTime | undefined {
  if (text.length !== 26 || text[2] !== '/' || text[6] !== '/' || text[11] !== ':') return undefined;
  if (text[14] !== ':' || text[17] !== ':' || text[20] !== ' ') return undefined;
  const sign = text[21] === '-' ? -1 : text[21] === '+' ? 1 : Number.NaN;
  const month = MONTHS.indexOf(text.slice(3, 6));
  const day = digits(text, 0, 2);
  const hour = digits(text, 12, 2);
  const minute = digits(text, 15, 2);
  const second = digits(text, 18, 2);
  const zoneMinutes = sign * (digits(text, 22, 2) * 60 + digits(text, 24, 2));
  const local = Date.UTC(digits(text, 7, 4), month, day, hour, minute, second);
  const timeMs = local - zoneMinutes * 60_000;
  if (Number.isNaN(timeMs) || month < 0 || hour > 23 || minute > 59 || second > 59) return undefined;
  return new Date(local).getUTCDate() === day ? { timeMs, zoneMinutes } : undefined;
}
