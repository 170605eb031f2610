// The metrics of the last hour, a point a second, in rings of fixed size: memory does not grow with time. A value that was not known is a
// gap, and so is a stretch in which nobody measured.

import type { Metrics, MetricsQuery, Series } from '../../contract/metrics.ts';
import type { LabState } from '../../contract.ts';
import { METRICS } from './all-metrics.ts';
import type { Metric } from './metric.ts';
import { thinned } from './thinned.ts';

export interface SeriesStore {
  /** Takes the values of one moment. */
  add(state: LabState): void;
  /** Points between two times. */
  read(query: MetricsQuery, faults: LabState['faults']): Metrics;
}

interface Ring {
  metric: Metric;
  labels: Record<string, string>;
  values: Float64Array;
}

/** An hour at a point a second. */
const POINTS = 3_600;
/** Partitions, tables and columns are few; more series than this is a mistake of somebody's. */
const MOST_SERIES = 500;
/** Without a measurement for so long, the line is broken. */
const GAP_MS = 3_000;
const DEFAULT_SPAN_MS = 600_000;

export function seriesStore(points = POINTS): SeriesStore {
  const times = new Float64Array(points);
  const rings = new Map<string, Ring>();
  const runs: { id: string; from: number }[] = [];
  let written = 0;

  function ringOf(metric: Metric, labels: Record<string, string>): Ring | undefined {
    const key = `${metric.name}${JSON.stringify(labels)}`;
    const known = rings.get(key);
    if (known !== undefined || rings.size >= MOST_SERIES) return known;
    const ring = { metric, labels, values: new Float64Array(points).fill(Number.NaN) };
    rings.set(key, ring);
    return ring;
  }

  /** A new point at which nothing is known yet. */
  function nextPlace(at: number): number {
    const place = written % points;
    times[place] = at;
    for (const { values } of rings.values()) values[place] = Number.NaN;
    written += 1;
    return place;
  }

  function placesBetween(since: number, until: number): number[] {
    const places: number[] = [];
    for (let n = Math.max(0, written - points); n < written; n += 1) {
      const at = times[n % points]!;
      if (at > since && at <= until) places.push(n % points);
    }
    return places;
  }

  return {
    add(state) {
      const last = written === 0 ? undefined : times[(written - 1) % points]!;
      if (last !== undefined && state.at <= last) return;
      if (last !== undefined && state.at - last > GAP_MS) nextPlace(last + 1);
      const place = nextPlace(state.at);
      for (const metric of METRICS)
        for (const { labels, value } of metric.read(state)) {
          const ring = ringOf(metric, labels);
          if (ring !== undefined && value !== null && Number.isFinite(value)) ring.values[place] = value;
        }
      if (state.run !== null && runs.at(-1)?.id !== state.run.id)
        runs.push({ id: state.run.id, from: state.at });
      if (runs.length > 200) runs.shift();
    },
    read({ since, until = Number.POSITIVE_INFINITY, group, points: most }, faults) {
      const newest = written === 0 ? 0 : times[(written - 1) % points]!;
      const from = since ?? Math.min(newest, until) - DEFAULT_SPAN_MS;
      const places = placesBetween(from, until);
      const wanted = [...rings.values()].filter(
        ({ metric }) => group === undefined || metric.group === group,
      );
      const { at, columns } = thinned(
        places.map((place) => times[place]!),
        wanted.map(({ values }) => places.map((place) => values[place]!)),
        most,
      );
      const series: Series[] = wanted.map(({ metric, labels }, index) => ({
        name: metric.name,
        group: metric.group,
        help: metric.help,
        unit: metric.unit,
        labels,
        values: columns[index]!,
      }));
      return {
        at,
        series: series.filter(({ values }) => values.some((value) => value !== null)),
        runs: runs.filter((_run, index) => (runs[index + 1]?.from ?? Number.POSITIVE_INFINITY) > from),
        faults: faults.map(({ id, label, since: began, endedAt }) => ({
          id,
          label,
          from: began,
          to: endedAt,
        })),
      };
    },
  };
}
