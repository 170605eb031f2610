// Lab 6's checks: the doubled events by identity, and a verdict that must flip.
import { queryNames } from '../checks/query-names.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { Check } from '../lab.ts';

export const checks: Record<string, Check> = {
  'name-the-doubled': (facts) =>
    queryNames(facts, {
      run: 'crash',
      file: 'doubled.sql',
      truth: 'SELECT event_id FROM bronze GROUP BY event_id HAVING count(*) > 1',
      what: 'events that stand in bronze twice',
      missedBecause: 'which has more than one row in bronze',
      strayBecause: 'which has one row in bronze: another event merely reads the same',
      lookAt: 'what makes two rows the same event: what they say, or which event they are?',
    }),
  'one-commit': (facts) =>
    verdictFlips(facts, {
      run: 'crash',
      brokenBy: ['duplicate', 'lost-write'],
      lookAt:
        'duplicate: the position was written after the data; lost-write: before it. See consumer.offsetStore',
    }),
};
