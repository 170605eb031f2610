// false-health: the observation said that all is well while, by ledger and lake, acknowledged events had not become visible for ten
// seconds. One sample a second; two lonely seconds are no lie. What is lost, filtered away or frozen is never visible: health must not
// come back before someone has noticed.
import { type Checker, judgeAny } from '../oracle/checker.ts';
import { whenIsNotKnown } from '../oracle/visibility-sql.ts';

/** An event that waits longer than this is not well; the signals fire at half of it. */
const WAITED_MS = 10_000;
/** Fewer seconds than this may be a signal's own delay. */
const LEAST_SECONDS = 3;

export const checker: Checker = {
  id: 'false-health',
  about: 'observation',
  title: 'Seconds in which all seemed well and was not',
  means: 'The page was green, and the events were not there.',
  sql: () => `
    SELECT make_timestamp(CAST(h.looked_at * 1000 AS BIGINT)) AS seen_at, count(*) AS events_waiting, id_of(arg_min(v.ev, v.acked_at)) AS event_id,
      round((h.looked_at - min(v.acked_at)) / 1000) AS waits_seconds, 1 AS weight
    FROM (SELECT * FROM run_health WHERE well) h
      JOIN visible v ON v.acked_at + ${WAITED_MS} <= h.looked_at AND coalesce(v.gold_at > h.looked_at, true)
    GROUP BY h.looked_at`,
  worst: 'waits_seconds DESC, seen_at',
  unavailableOn: whenIsNotKnown,
  judge(rows) {
    const judged = judgeAny(rows);
    return judged.count < LEAST_SECONDS ? { violated: false, count: 0, examples: [] } : judged;
  },
};
