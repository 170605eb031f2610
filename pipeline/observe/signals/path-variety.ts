// path-variety: nearly every path is one of its own, although many were alike before: somebody puts a number into it that grows with the
// events. What is kept by path then grows like the events themselves.
import { mixOf, total } from '../mix.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'path-variety',
  title: 'Nearly every path is different',
  notices: 'fault',
  limits: {
    share: 0.85,
    moreShare: 0.1,
    windowMs: 4_000,
    gapMs: 7_000,
    atLeastEvents: 200,
    atLeastBefore: 300,
  },
  evaluate(view, { share, moreShare, ...limits }): Firing[] {
    const mix = mixOf(view, limits, ({ paths }) => [paths.different, paths.sampled - paths.different]);
    if (mix === undefined) return [];
    const [value, was] = [mix.lately, mix.before].map((counts) => counts[0]! / total(counts)) as [
      number,
      number,
    ];
    if (value <= share || value <= was + moreShare) return [];
    const percent = (part: number) => Math.round(part * 100);
    const says = `of 100 rows in a row ${percent(value)} have a path of their own; before it were ${percent(was)}`;
    return [{ subject: 'path', value, says }];
  },
});
