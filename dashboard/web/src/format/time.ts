// Times of day to the millisecond, for what is compared line by line.

/** `14:03:22.041`. */
export function timeToMs(ms: number): string {
  const date = new Date(ms);
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
