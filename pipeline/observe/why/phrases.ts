// How times, ages and counts read in evidence. Pure.

/** `2.4 s`, `3 min`, `120 ms`. An age between two clocks is never below zero. */
export function forMs(ms: number): string {
  if (ms <= 0) return '0 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** UTC with milliseconds. */
export function instant(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : `${ms} ms`;
}

/** `1 row`, `12,345 rows`. */
export function many(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`;
}

/** `1, 2, 3 and 4 more`. */
export function list(values: readonly (string | number)[], most = 6): string {
  const shown = values.slice(0, most).join(', ');
  return values.length > most ? `${shown} and ${values.length - most} more` : shown;
}
