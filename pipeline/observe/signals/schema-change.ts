// schema-change: events come in a format that was not seen before, or a table has other columns than it had.
import type { ProcessorReport } from '../../contract/progress.ts';
import { mixOf, total } from '../mix.ts';
import { ownerOf } from '../readings.ts';
import { type Firing, type SignalView, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'schema-change',
  title: 'The shape of the data has changed',
  notices: 'fault',
  limits: { share: 0.01, windowMs: 4_000, gapMs: 7_000, atLeastEvents: 100, atLeastBefore: 300 },
  evaluate(view, { share, ...limits }): Firing[] {
    const known = Object.keys(ownerOf(view.now, view.observe)?.silver?.formats ?? {}).sort();
    const mix = mixOf(view, limits, ({ formats }) => known.map((format) => formats[format] ?? 0));
    const formats = known.flatMap((format, bin): Firing[] => {
      if (mix === undefined || mix.before[bin]! > 0) return [];
      const value = mix.lately[bin]! / total(mix.lately);
      const says = `${Math.round(value * 100)} % of the events come in a format not seen before (${format})`;
      return value > share ? [{ subject: format, value, says }] : [];
    });
    return [...formats, ...changedTables(view)];
  },
});

function changedTables({ now, since, observe }: SignalView): Firing[] {
  const columnsOf = (report: ProcessorReport | undefined, table: string) => report?.tables[table]?.columns;
  const owner = ownerOf(now, observe);
  const begun = since(Number.POSITIVE_INFINITY).find((snapshot) => ownerOf(snapshot, observe));
  const first = begun && ownerOf(begun, observe);
  return Object.keys(owner?.tables ?? {}).flatMap((table) => {
    const [is, was] = [columnsOf(owner, table), columnsOf(first, table)];
    if (is === undefined || was === undefined || is === was) return [];
    return [{ subject: table, value: 1, says: `the columns of ${table} have changed: ${was} became ${is}` }];
  });
}
