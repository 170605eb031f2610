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
  limits: { staleMs: 6_000, startMs: 12_000 },
  evaluate(view, { staleMs, startMs }): Firing[] {
    const { now, before, since } = view;
    const [then, snapshots] = [before(staleMs), since(Number.POSITIVE_INFINITY)];
    // Who has stopped reporting is missing, not stale; and what never began has startMs to do so.
    const told = snapshots.filter((snapshot) => processorsOf(snapshot, view.observe).length > 0);
    if (then === undefined || told.at(-1) !== now) return [];
    return LAYERS.flatMap(({ name, upstream }) => {
      const version = (snapshot: MetricSnapshot) => figure(view, snapshot, name, 'version');
      const read = (snapshot: MetricSnapshot) =>
        upstream(snapshot, (table) => figure(view, snapshot, table, 'rows'));
      const changed = changedAt(told, version);
      if (changed === undefined || version(now) === undefined || changed.at > then.at) return [];
      if (changed === told[0] && now.at - changed.at < startMs) return [];
      const [atCommit, later] = [read(changed), read(then)];
      if (atCommit === undefined || later === undefined || later <= atCommit) return [];
      const age = newsAge(view, changed);
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
