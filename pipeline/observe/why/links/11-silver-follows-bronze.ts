// Silver holds every bronze version soon after it was written.
import { judgeLayer } from '../layer.ts';
import type { Link } from '../link.ts';

export const link: Link = {
  claim: 'silver follows bronze',
  questions: ['stuck', 'empty'],
  feeds: 'silver',
  judge: (facts) => judgeLayer(facts, 'silver', 'bronze'),
};
