// table-empty: a table holds no row although what it is made from has held many for a while: a wrong topic, a wrong start, a filter that
// lets nothing through. Nothing fails then, and nothing lags.
import { processorsOf } from '../readings.ts';
import { type Firing, type SignalView, signalRule } from '../signal.ts';
import type { MetricSnapshot } from '../snapshot.ts';

type Upstream = (snapshot: MetricSnapshot, rows: (table: string) => number | undefined) => number | undefined;

const TABLES: [table: string, upstream: Upstream][] = [
  ['bronze', ({ source }) => source?.value.acked],
  ['silver', (_, rows) => rows('bronze')],
  ['gold.traffic', (_, rows) => rows('silver')],
];

export const signal = signalRule({
  id: 'table-empty',
  title: 'A table is empty',
  notices: 'fault',
  limits: { emptyMs: 6_000, atLeastRows: 500 },
  // The first batch of each layer takes longest, and each waits for that of the layer before.
  limitsOn: { spark: { emptyMs: 30_000 } },
  evaluate(view, { emptyMs, atLeastRows }): Firing[] {
    const then = view.before(emptyMs);
    if (then === undefined) return [];
    const told = [then, ...view.since(emptyMs)];
    return TABLES.flatMap(([table, upstream]) => {
      const waits = (snapshot: MetricSnapshot) => {
        const rows = (name: string) => rowsOf(view, snapshot, name);
        return rows(table) === 0 && (upstream(snapshot, rows) ?? 0) >= atLeastRows;
      };
      if (!told.every(waits)) return [];
      const value = upstream(view.now, (name) => rowsOf(view, view.now, name)) ?? 0;
      const says = `${table} has been empty for ${emptyMs / 1_000} s, although there are ${value} rows for it`;
      return [{ subject: table, value, says }];
    });
  },
});

/** The most a believed report tells of a table; undefined when none does. */
function rowsOf({ observe }: SignalView, snapshot: MetricSnapshot, table: string): number | undefined {
  const rows = processorsOf(snapshot, observe).flatMap(({ tables }) => tables[table]?.rows ?? []);
  return rows.length === 0 ? undefined : Math.max(...rows);
}
