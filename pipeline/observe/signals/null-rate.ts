// null-rate: a column is empty more often than it was. One subject per column.
import { mixOf, total } from '../mix.ts';
import { type Firing, signalRule } from '../signal.ts';

const COLUMNS = ['host', 'method', 'path', 'status', 'bytes'];

export const signal = signalRule({
  id: 'null-rate',
  title: 'A column lacks values',
  notices: 'damage',
  limits: { moreShare: 0.02, windowMs: 5_000, gapMs: 8_000, atLeastEvents: 200, atLeastBefore: 300 },
  evaluate(view, { moreShare, ...limits }): Firing[] {
    return COLUMNS.flatMap((column) => {
      const mix = mixOf(view, limits, ({ nulls, accepted }) => {
        const empty = nulls[column] ?? 0;
        return [empty, accepted - empty];
      });
      if (mix === undefined) return [];
      const share = (counts: number[]) => counts[0]! / total(counts);
      const [now, was] = [share(mix.lately), share(mix.before)];
      if (now <= was + moreShare) return [];
      const percent = (part: number) => Math.round(part * 1000) / 10;
      const says = `${column} is empty in ${percent(now)} % of the rows; before it was ${percent(was)} %`;
      return [{ subject: column, value: now, says }];
    });
  },
});
