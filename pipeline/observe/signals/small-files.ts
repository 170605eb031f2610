// small-files: a table consists of very many files, or gets many new ones every second. Every reader pays for each of them.
import { ownerOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'small-files',
  title: 'A table falls apart into small files',
  notices: 'fault',
  limits: { files: 400, newFilesPerSecond: 6, windowMs: 8_000 },
  evaluate({ now, before, observe }, { files, newFilesPerSecond, windowMs }): Firing[] {
    const then = before(windowMs);
    const [owner, earlier] = [ownerOf(now, observe), then && ownerOf(then, observe)];
    return Object.entries(owner?.tables ?? {}).flatMap(([table, { files: count }]) => {
      const was = earlier?.tables[table]?.files;
      const growth =
        then === undefined || was === undefined ? 0 : (count - was) / ((now.at - then.at) / 1000);
      if (count <= files && growth <= newFilesPerSecond) return [];
      const says = `${table} consists of ${count} files, ${Math.round(growth)} more every second`;
      return [{ subject: table, value: count, says }];
    });
  },
});
