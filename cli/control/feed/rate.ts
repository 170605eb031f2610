// Rates from counters: the difference over the last seconds. A counter that is not known gives no rate, and one that went
// back (its process was started again) begins anew.

const SPAN_MS = 2_500;

/** Feeds a counter's readings and answers its rate per second over the last 2.5 s, or null while it is not known. */
export function rateMeter(): (atMs: number, count: number | null) => number | null {
  let readings: { at: number; count: number }[] = [];
  return (at, count) => {
    if (count === null) {
      readings = [];
      return null;
    }
    const last = readings.at(-1);
    if (last !== undefined && count < last.count) readings = [];
    if (last === undefined || at > last.at) readings.push({ at, count });
    readings = readings.filter((reading) => at - reading.at <= SPAN_MS);
    const first = readings[0];
    if (first === undefined || at - first.at < 200) return null;
    return ((count - first.count) * 1000) / (at - first.at);
  };
}

/** One meter per name, made when first used. */
export function rateMeters(): (name: string, atMs: number, count: number | null) => number | null {
  const meters = new Map<string, ReturnType<typeof rateMeter>>();
  return (name, at, count) => {
    const meter = meters.get(name) ?? rateMeter();
    meters.set(name, meter);
    return meter(at, count);
  };
}
