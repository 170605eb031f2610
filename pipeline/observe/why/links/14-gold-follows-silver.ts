// The gold table holds every silver version soon after it was written.
import { judgeLayer } from '../layer.ts';
import type { Link } from '../link.ts';

export const link: Link = {
  claim: 'gold follows silver',
  questions: ['stuck', 'empty'],
  feeds: 'gold.traffic',
  judge: (facts, table) => judgeLayer(facts, table.startsWith('gold.') ? table : 'gold.traffic', 'silver'),
};
