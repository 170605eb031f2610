// Lab 8's checks: the stuck events by name, and a verdict that must flip.
import { queryNames } from '../checks/query-names.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { Check } from '../lab.ts';

export const checks: Record<string, Check> = {
  'name-the-stuck': (facts) =>
    queryNames(facts, {
      run: 'poison',
      file: 'stuck.sql',
      truth:
        "SELECT event_id FROM ledger WHERE outcome = 'acked' EXCEPT SELECT event_id FROM silver EXCEPT SELECT event_id FROM quarantine",
      what: 'acknowledged events that stand neither in silver nor in quarantine',
      missedBecause: 'which was acknowledged and stands neither in silver nor in quarantine',
      strayBecause: 'which is where it should be, or was not acknowledged',
      lookAt: 'is every event that is stuck a bad one?',
    }),
  'put-it-aside': (facts) =>
    verdictFlips(facts, {
      run: 'poison',
      brokenBy: ['unseen'],
      lookAt: 'where is an unseen event: stuck behind another one, or thrown away? See silver.poison',
    }),
};
