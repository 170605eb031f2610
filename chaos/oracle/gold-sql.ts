// Gold as it should be, from the ledger: `…_true` counts every event that was promised (acknowledged, or there without a promise),
// `…_expected` only those the row rule admits. The definitions are written down here a second time, on purpose.
import type { OracleRules } from './fates-sql.ts';

/** A request is an error from this status on. */
const ERROR_STATUS = 400;
/** Where the paths beyond the top N are summed. */
const OTHER_PATH = '(other)';

const PROMISED = `(outcome = 'acked' OR bronze_copies > 0) AND expect <> 'q' AND time_ms IS NOT NULL`;

const TRAFFIC = `
CREATE TABLE traffic_truth AS
  SELECT window_ms, count(*) AS requests_true, sum(bytes)::BIGINT AS bytes_true, count(*) FILTER (status >= ${ERROR_STATUS}) AS errors_true,
    count(DISTINCT host_hash) AS hosts_true, count(*) FILTER (admitted) AS requests_expected,
    coalesce(sum(bytes) FILTER (admitted), 0)::BIGINT AS bytes_expected, count(*) FILTER (admitted AND status >= ${ERROR_STATUS}) AS errors_expected,
    count(DISTINCT host_hash) FILTER (admitted) AS hosts_expected,
    count(*) FILTER (bronze_copies = 0) AS lost, count(*) FILTER (accepted AND quarantine_copies > 0 AND silver_copies = 0) AS quarantined,
    count(*) FILTER (accepted AND NOT admitted) AS late_dropped
  FROM fates WHERE ${PROMISED} GROUP BY window_ms;
`;

const STATUS = `
CREATE TABLE status_truth AS
  SELECT window_ms, status, count(*) AS requests_true, count(*) FILTER (admitted) AS requests_expected
  FROM fates WHERE ${PROMISED} GROUP BY window_ms, status;
`;

function topPaths(name: string, topN: number | null): string {
  const kept = topN === null ? 'path' : `CASE WHEN place <= ${topN} THEN path ELSE '${OTHER_PATH}' END`;
  const condition = name === 'expected' ? `${PROMISED} AND admitted` : PROMISED;
  return `
CREATE TABLE paths_${name} AS
  SELECT window_ms, ${kept} AS path, sum(requests)::BIGINT AS requests FROM (
    SELECT *, row_number() OVER (PARTITION BY window_ms ORDER BY requests DESC, path) AS place FROM (
      SELECT window_ms, path, requests FROM (
        SELECT window_ms, path_hash, count(*) AS requests FROM fates WHERE ${condition} GROUP BY ALL) JOIN path_names USING (path_hash))) GROUP BY ALL;
`;
}

/** Statements that make `traffic_truth`, `status_truth`, `paths_true` and `paths_expected` out of `fates`. */
export function goldSql({ pathsTopN }: OracleRules): string {
  return [TRAFFIC, STATUS, topPaths('true', pathsTopN), topPaths('expected', pathsTopN)].join('\n');
}
