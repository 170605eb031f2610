// Rows that silver holds and lateness admits are in gold. When gold has none of them, its SQL leaves them out.
import type { Facts } from '../facts.ts';
import { broken, type Judgement, type Link, ok, unknown } from '../link.ts';
import { many } from '../phrases.ts';

export const link: Link = {
  claim: 'gold takes the rows of silver',
  questions: ['stuck', 'empty'],
  feeds: 'gold.traffic',
  judge(facts: Facts, table): Judgement {
    const { windows, tables } = facts;
    const silverRows = tables.silver?.rows ?? null;
    if (windows === null || windows.rowsInGold === null || silverRows === null)
      return unknown('rows of gold are not known');
    const admitted = windows.admitted ?? silverRows - (windows.lateDropped ?? 0);
    const counts = `${many(silverRows, 'row')} in silver, ${admitted.toLocaleString('en-US')} admitted by lateness`;
    if (silverRows === 0) return ok('silver holds no row yet');
    if (windows.rowsInGold > 0 && admitted > 0)
      return ok(counts, `${many(windows.rowsInGold, 'row')} in gold`);
    const late = windows.lateDropped ?? 0;
    if (late >= silverRows / 2 && windows.rowsInGold === 0)
      return broken(
        'everything-late',
        [counts, `${many(late, 'row')} dropped as late (allowed: ${facts.settings.allowedLatenessMs} ms)`],
        'raise stream.allowedLatenessMs, or look for an event far ahead of its partition',
      );
    return broken(
      'sql-filter',
      [counts, `${table.startsWith('gold.') ? table : 'gold'} holds none of them`],
      `read the filters in pipeline/medallion/sql for ${table}; \`npx lakequake why changed ${table}\` names the last change`,
    );
  },
};
