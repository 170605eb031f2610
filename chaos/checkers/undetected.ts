// undetected: nobody would have known. Two kinds of silence: no signal fired from a fault until some seconds after it was undone (*fault
// unseen*; signals already firing before it do not count), or data was damaged and no signal that sees such damage fired (*damage unseen*:
// a missing broker says nothing of the events that went with it). Asked last, because it needs what the other checkers found.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'undetected',
  about: 'observation',
  title: 'Faults and damage no signal noticed',
  means: 'It was broken, and nobody would have known.',
  sql: ({ aftermathMs }) => `
    SELECT 'fault unseen' AS kind, fault AS what, make_timestamp(CAST(injected_at * 1000 AS BIGINT)) AS since, NULL::BIGINT AS anomalies, 1 AS weight
    FROM run_faults r
    WHERE NOT EXISTS (SELECT 1 FROM run_signals s WHERE s.fired_at >= r.injected_at
      AND s.fired_at <= coalesce(r.undone_at, s.fired_at) + ${aftermathMs}
      AND s.fired_at <= r.injected_at + coalesce(r.notice_within_seconds * 1000, s.fired_at))
    UNION ALL
    SELECT 'damage unseen', checker, (SELECT make_timestamp(CAST(min(injected_at) * 1000 AS BIGINT)) FROM run_faults), anomalies, 1
    FROM run_damage
    WHERE EXISTS (SELECT 1 FROM run_faults) AND NOT EXISTS (SELECT 1 FROM run_signals s WHERE s.notices = 'damage' AND s.fired_at >= (SELECT min(injected_at) FROM run_faults))`,
  worst: 'kind, what',
  judge: judgeAny,
};
