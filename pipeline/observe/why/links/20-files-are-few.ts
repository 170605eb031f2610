// Tables are compacted: many small files make every reader and every new batch slow.
import type { TableName } from '../../../contract/tables.ts';
import { broken, type Link, ok, unknown } from '../link.ts';
import { list, many } from '../phrases.ts';

export const link: Link = {
  claim: 'the tables consist of few files',
  questions: ['slow'],
  feeds: 'bronze',
  judge({ tables, settings }) {
    const known = Object.entries(tables) as [TableName, { files: number; rows: number | null }][];
    if (known.length === 0) return unknown('no table is known');
    const limit = 2 * settings.compactAfterFiles;
    const bad = known.filter(([, table]) => table.files > limit);
    const say = ([name, table]: (typeof known)[number]) =>
      `${name}: ${many(table.files, 'file')}${table.rows === null ? '' : ` for ${many(table.rows, 'row')}`}`;
    if (bad.length === 0) return ok(list(known.map(say)));
    const why = settings.compaction
      ? `lake.compactAfterFiles is ${settings.compactAfterFiles}, but compaction does not follow`
      : 'lake.compaction is off';
    return broken(
      'small-files',
      [list(bad.map(say)), why],
      'switch lake.compaction on, or make batches larger (stream.triggerMs)',
    );
  },
};
