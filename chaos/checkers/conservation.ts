// conservation: nothing appears or vanishes without a name. By identity: distinct bronze = acked − lost + unknown that landed + phantom;
// bronze rows = silver + quarantine + deduplicated; per window, gold = truth − late − lost − quarantined, in every measure.
// A row here means a table holds what no other checker can explain: the surest sign of a bug in the pipeline itself.
import { type Checker, judgeAny } from '../oracle/checker.ts';

const IDENTITIES = `
  SELECT 'bronze: acked − lost + unknown landed + phantom' AS law, NULL::TIMESTAMP AS "window",
    (SELECT count(*) FILTER (outcome = 'acked') - count(*) FILTER (outcome = 'acked' AND bronze_copies = 0)
      + count(*) FILTER (outcome IN ('unknown', 'pending') AND bronze_copies > 0) + count(*) FILTER (outcome IN ('failed', 'dropped') AND bronze_copies > 0)
      FROM fates) + (SELECT count(*) FROM bronze_by_event WHERE ev NOT IN (SELECT ev FROM ledger_events))
      + (SELECT count(DISTINCT foreign_id) FROM bronze_rows) AS explained,
    (SELECT count(*) FROM bronze_by_event) + (SELECT count(DISTINCT foreign_id) FROM bronze_rows) AS shown
  UNION ALL
  SELECT 'bronze rows = silver + quarantine + deduplicated', NULL,
    (SELECT count(*) FROM silver_rows) + (SELECT count(*) FROM quarantine_rows) + (SELECT count(*) - count(DISTINCT foreign_id) - (SELECT count(*) FROM bronze_by_event) FROM bronze_rows),
    (SELECT count(*) FROM bronze_rows)`;

/** Final gold is the same aggregation over the admitted rows; a window's difference is one anomaly per measure. */
const WINDOWS = ['requests', 'bytes', 'errors', 'hosts']
  .map(
    (measure) => `
  SELECT 'gold.traffic ' || '${measure}' AS law, make_timestamp(coalesce(t.window_ms, s.window_ms) * 1000) AS "window",
    coalesce(t.${measure}_expected, 0) AS explained, coalesce(s.${measure}, 0) AS shown
  FROM traffic_truth t FULL JOIN (SELECT window_ms, sum(${measure})::BIGINT AS ${measure} FROM traffic_shown GROUP BY ALL) s ON s.window_ms = t.window_ms`,
  )
  .join(' UNION ALL ');

const ITEMS = `
  SELECT 'gold.status ' || coalesce(t.status, s.status), make_timestamp(coalesce(t.window_ms, s.window_ms) * 1000),
    coalesce(t.requests_expected, 0), coalesce(s.requests, 0)
  FROM status_truth t FULL JOIN (SELECT window_ms, status, sum(requests)::BIGINT AS requests FROM status_shown GROUP BY ALL) s
    ON s.window_ms = t.window_ms AND s.status IS NOT DISTINCT FROM t.status
  UNION ALL
  SELECT 'gold.paths ' || coalesce(t.path, s.path, 'no path'), make_timestamp(coalesce(t.window_ms, s.window_ms) * 1000),
    coalesce(t.requests, 0), coalesce(s.requests, 0)
  FROM paths_expected t FULL JOIN (SELECT window_ms, path, sum(requests)::BIGINT AS requests FROM paths_shown GROUP BY ALL) s
    ON s.window_ms = t.window_ms AND s.path IS NOT DISTINCT FROM t.path`;

export const checker: Checker = {
  id: 'conservation',
  about: 'data',
  title: 'Sums that do not add up',
  means: 'What a layer holds does not follow from what the layer before it was given.',
  sql: () => `
    SELECT law, "window", explained::BIGINT AS explained, shown::BIGINT AS shown, greatest(abs(shown - explained)::BIGINT, 1) AS weight
    FROM (${IDENTITIES} UNION ALL ${WINDOWS} UNION ALL ${ITEMS}) WHERE explained <> shown`,
  worst: 'weight DESC, law, "window"',
  judge: judgeAny,
};
