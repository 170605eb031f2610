// Lab 4's checks: the learner's query against the broken run, and two verdicts that must flip.
import { queryNames } from '../checks/query-names.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { Check } from '../lab.ts';

export const checks: Record<string, Check> = {
  'find-the-missing': (facts) =>
    queryNames(facts, {
      run: 'acks',
      file: 'missing.sql',
      truth: "SELECT event_id FROM ledger WHERE outcome = 'acked' EXCEPT SELECT event_id FROM bronze",
      what: 'events that were acknowledged and are not in bronze',
      missedBecause: 'which the client was told is stored, and which no row of bronze has',
      strayBecause: 'which is in bronze or was never acknowledged',
      lookAt: 'follow one of them: npx lakequake trace, with its id',
    }),
  'ask-two-disks': (facts) =>
    verdictFlips(facts, {
      run: 'acks',
      brokenBy: ['lost-write'],
      lookAt: 'who must have a record before the client hears "acknowledged"? See producer.acks',
    }),
  'one-call-one-partition': (facts) =>
    verdictFlips(facts, {
      run: 'broker',
      brokenBy: ['lost-write'],
      firstWithYours: true,
      lookAt: 'what does one call of the client carry? See producer.sendGrouping',
    }),
};
