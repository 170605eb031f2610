// damaged-files: data files or commits of a log whose bytes are not those that were written. One subject per processor that found some.
import { processorsOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'damaged-files',
  title: 'Files of the lake are damaged',
  notices: 'damage',
  limits: { files: 1, windowMs: 20_000 },
  evaluate({ now, since, observe }, { files, windowMs }): Firing[] {
    return processorsOf(now, observe).flatMap(({ name, pid, integrity }) => {
      if (integrity === undefined) return [];
      const earlier = since(windowMs)
        .map(({ processors }) => processors[name]?.value)
        .find((report) => report?.pid === pid)?.integrity;
      // New ones, and those that nobody has rebuilt.
      const fresh = integrity.damagedFiles - (earlier?.damagedFiles ?? 0);
      const value = Math.max(fresh, integrity.damagedFiles - integrity.rebuiltFiles);
      const says = `${name} found ${integrity.damagedFiles} damaged files, ${integrity.rebuiltFiles} of them rebuilt`;
      return value >= files ? [{ subject: name, value, says }] : [];
    });
  },
});
