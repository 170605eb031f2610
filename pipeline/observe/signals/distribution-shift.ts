// distribution-shift: the values of a column are spread otherwise than they were: sizes by power of two, statuses by class. A unit that
// changes (bytes become kilobytes) breaks no rule and raises no error; it shows here. One subject per column.
import { distance, type MixLimits, mixOf } from '../mix.ts';
import { type Firing, signalRule } from '../signal.ts';

const CLASSES = ['1', '2', '3', '4', '5', 'none'];

export const signal = signalRule({
  id: 'distribution-shift',
  title: 'The values of a column have shifted',
  notices: 'damage',
  limits: {
    bytesShare: 0.3,
    statusShare: 0.15,
    windowMs: 4_000,
    gapMs: 7_000,
    atLeastEvents: 300,
    atLeastBefore: 500,
  },
  evaluate(view, { bytesShare, statusShare, ...limits }): Firing[] {
    return [...shift('bytes', bytesShare, view, limits), ...shift('status', statusShare, view, limits)];
  },
});

function shift(
  column: 'bytes' | 'status',
  limit: number,
  view: Parameters<typeof mixOf>[0],
  limits: MixLimits,
): Firing[] {
  const mix = mixOf(view, limits, ({ bytesLog2, statusClasses }) =>
    column === 'bytes' ? bytesLog2 : CLASSES.map((one) => statusClasses[one] ?? 0),
  );
  const value = mix === undefined ? 0 : distance(mix);
  if (value <= limit) return [];
  const says = `${Math.round(value * 100)} % of the values of ${column} lie elsewhere than they did before`;
  return [{ subject: column, value, says }];
}
