// gold-divergence: per window, what gold shows minus what really happened in it (original event time; lost, late and
// quarantined events belong to the truth). `weight` is the number of windows that differ, in any of the three gold tables.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'gold-divergence',
  about: 'data',
  title: 'Windows whose numbers are wrong',
  means: 'The dashboard shows a number, and it is not what happened.',
  sql: () => `
    SELECT 'traffic' AS table_name, make_timestamp(coalesce(t.window_ms, s.window_ms) * 1000) AS window_start, NULL::VARCHAR AS item,
      coalesce(s.requests, 0) - coalesce(t.requests_true, 0) AS requests_difference, (coalesce(s.bytes, 0) - coalesce(t.bytes_true, 0))::BIGINT AS bytes_difference,
      coalesce(s.errors, 0) - coalesce(t.errors_true, 0) AS errors_difference, coalesce(s.hosts, 0) - coalesce(t.hosts_true, 0) AS hosts_difference,
      coalesce(s.requests, 0) AS shown, coalesce(t.requests_true, 0) AS truth, coalesce(s.copies, 0) AS rows_shown, 1 AS weight
    FROM traffic_truth t FULL JOIN (SELECT window_ms, sum(requests)::BIGINT AS requests, sum(bytes)::BIGINT AS bytes, sum(errors)::BIGINT AS errors,
      sum(hosts)::BIGINT AS hosts, count(*) AS copies FROM traffic_shown GROUP BY ALL) s ON s.window_ms = t.window_ms
    WHERE (s.requests, s.bytes, s.errors, s.hosts) IS DISTINCT FROM (t.requests_true, t.bytes_true, t.errors_true, t.hosts_true) OR s.copies > 1
    UNION ALL
    SELECT 'status', make_timestamp(coalesce(t.window_ms, s.window_ms) * 1000), coalesce(t.status, s.status)::VARCHAR,
      coalesce(s.requests, 0) - coalesce(t.requests_true, 0), NULL, NULL, NULL, coalesce(s.requests, 0), coalesce(t.requests_true, 0), coalesce(s.copies, 0), 1
    FROM status_truth t FULL JOIN (SELECT window_ms, status, sum(requests)::BIGINT AS requests, count(*) AS copies FROM status_shown GROUP BY ALL) s
      ON s.window_ms = t.window_ms AND s.status IS NOT DISTINCT FROM t.status
    WHERE s.requests IS DISTINCT FROM t.requests_true OR s.copies > 1
    UNION ALL
    SELECT 'paths', make_timestamp(coalesce(t.window_ms, s.window_ms) * 1000), coalesce(t.path, s.path),
      coalesce(s.requests, 0) - coalesce(t.requests, 0), NULL, NULL, NULL, coalesce(s.requests, 0), coalesce(t.requests, 0), coalesce(s.copies, 0), 1
    FROM paths_true t FULL JOIN (SELECT window_ms, path, sum(requests)::BIGINT AS requests, count(*) AS copies FROM paths_shown GROUP BY ALL) s
      ON s.window_ms = t.window_ms AND s.path IS NOT DISTINCT FROM t.path
    WHERE s.requests IS DISTINCT FROM t.requests OR s.copies > 1`,
  worst: 'abs(requests_difference) DESC, table_name, window_start, item',
  judge: judgeAny,
};
