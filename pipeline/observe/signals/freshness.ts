// freshness: a layer stands still although what it is made from went on. One subject per layer. Judged by when its version last changed
// before our eyes, not by a time the processor told: that clock may be wrong.

import { changedAt, processorsOf } from '../readings.ts';
import { type Firing, type SignalView, signalRule } from '../signal.ts';
import type { MetricSnapshot } from '../snapshot.ts';

interface Layer {
  name: string;
  /** What grows when the layer has something to do. */
  upstream: (snapshot: MetricSnapshot, rows: (table: string) => number | undefined) => number | undefined;
}

const LAYERS: Layer[] = [
  { name: 'bronze', upstream: ({ source }) => source?.value.acked },
  { name: 'silver', upstream: (_, rows) => rows('bronze') },
  { name: 'gold.traffic', upstream: (_, rows) => rows('silver') },
];

/** The newest a believed report tells of a table. */
function figure({ observe }: SignalView, snapshot: MetricSnapshot, table: string, key: 'version' | 'rows') {
  const values = processorsOf(snapshot, observe).flatMap(({ tables }) => tables[table]?.[key] ?? []);
  return values.length === 0 ? undefined : Math.max(...values);
}

export const signal = signalRule({
  id: 'freshness',
  title: 'A layer is stale',
  notices: 'fault',
  limits: { staleMs: 6_000, startMs: 15_000, reportMs: 2_500 },
  // A layer stands for a batch, and what is new for it came in a batch of the layer before; the first ones are the slowest.
  limitsOn: { spark: { staleMs: 30_000, startMs: 55_000, reportMs: 10_000 } },
  evaluate(view, { staleMs, startMs, reportMs }): Firing[] {
    const { now, before, since } = view;
    const then = before(staleMs);
    if (then === undefined) return [];
    return LAYERS.flatMap(({ name, upstream }) => {
      // Who has stopped reporting is missing, not stale: then nothing is known here.
      const changed = changedAt(since(Number.POSITIVE_INFINITY), (one) => figure(view, one, name, 'version'));
      if (changed === undefined || changed.snapshot.at > then.at) return [];
      // What never began has startMs to do so.
      if (!changed.before && now.at - changed.snapshot.at < startMs) return [];
      const read = (snapshot: MetricSnapshot) =>
        upstream(snapshot, (table) => figure(view, snapshot, table, 'rows'));
      // What the commit took in may have been reported a little later than the commit itself.
      const told = since(Number.POSITIVE_INFINITY).find(({ at }) => at >= changed.snapshot.at + reportMs);
      const [atCommit, later] = [told && read(told), read(then)];
      if (atCommit === undefined || later === undefined || later <= atCommit) return [];
      const age = newsAge(view, changed.snapshot);
      if (age <= staleMs) return [];
      const says = `${name} has not changed for ${Math.round(age / 100) / 10} s, although there is something new for it`;
      return [{ subject: name, value: age, says }];
    });
  },
});

/** How long the layer has stood still up to the newest report: with old reports for good (`last-value`) time stands still with them. */
function newsAge({ now }: SignalView, changed: MetricSnapshot): number {
  const newest = Math.max(...Object.values(now.processors).map(({ at }) => at));
  return newest - changed.at;
}
