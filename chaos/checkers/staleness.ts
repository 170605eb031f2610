// staleness: from acknowledged to visible in gold took longer than the run allows, or never happened. Told by the times of the commits,
// not by the pipeline's own latency. Not asked without a bound.
import { type Checker, judgeAny } from '../oracle/checker.ts';
import { whenIsNotKnown } from '../oracle/visibility-sql.ts';

export const checker: Checker = {
  id: 'staleness',
  about: 'service',
  title: 'Events that became visible too late',
  means: 'The number on the page was old, and nothing on it said so.',
  sql: ({ stalenessMs }) => `
    SELECT make_timestamp(CAST(floor(acked_at / 1000) * 1000000 AS BIGINT)) AS acked_in, count(*) AS weight,
      round(max(gold_at - acked_at)) AS longest_ms, count(*) FILTER (gold_at IS NULL) AS never, ${stalenessMs ?? 'NULL'}::BIGINT AS bound_ms
    FROM visible WHERE ${stalenessMs === null ? 'false' : `coalesce(gold_at - acked_at > ${stalenessMs}, true)`} GROUP BY acked_in`,
  worst: 'longest_ms DESC NULLS FIRST, acked_in',
  unavailableOn: whenIsNotKnown,
  judge: judgeAny,
};
