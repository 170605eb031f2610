// How numbers are written everywhere on the page: thousands by comma, units after a thin space, unknown as an em dash.
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const UNKNOWN = '—';

/** 1204118 → `1,204,118`. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? UNKNOWN : WHOLE.format(value);
}

/** Per second: 4980.3 → `4,980 /s`; below ten with one decimal. */
export function rate(perSecond: number | null | undefined): string {
  if (perSecond === null || perSecond === undefined) return `${UNKNOWN} /s`;
  return `${perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : WHOLE.format(perSecond)} /s`;
}

/** A length of time in ms, to two or three digits: `140 ms`, `1.8 s`, `2 m 05 s`, `3 h 20 m`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return UNKNOWN;
  if (ms < 0) return `−${duration(-ms)}`;
  if (ms < 995) return `${Math.round(ms)} ms`;
  const s = ms / 1000;
  if (s < 9.95) return `${s.toFixed(1)} s`;
  if (s < 119.5) return `${Math.round(s)} s`;
  const whole = Math.round(s);
  const pad = (n: number) => String(n).padStart(2, '0');
  if (whole < 7200) return `${Math.floor(whole / 60)} m ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} m`;
}

/** Whole seconds that count up: `9 s`, `2 m 05 s`. */
export function seconds(ms: number): string {
  return duration(Math.max(0, Math.floor(ms / 1000)) * 1000 || 0)
    .replace(/^0 ms$/, '0 s')
    .replace(/\.0 s$/, ' s');
}

/** A countdown or stopwatch: `00:09`. */
export function clock(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  return `${String(Math.floor(s / 60)).padStart(2, '0')}:${String(s % 60).padStart(2, '0')}`;
}

/** Share 0…1 as per cent: `0.05 %`. */
export function share(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  const percent = value * 100;
  return `${percent === 0 || percent >= 10 ? Math.round(percent) : percent.toFixed(percent < 1 ? 2 : 1)} %`;
}

/** Time of day here: `14:03:22`. */
export function timeOfDay(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB');
}

/** With its sign, minus as a real minus: `−1,964`. */
export function signed(value: number): string {
  return value === 0 ? '0' : `${value < 0 ? '−' : '+'}${WHOLE.format(Math.abs(value))}`;
}

/** `1 event`, `3 events`. */
export function plural(value: number, noun: string): string {
  return `${WHOLE.format(value)} ${noun}${value === 1 ? '' : 's'}`;
}
