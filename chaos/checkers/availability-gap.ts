// availability-gap: the longest time in which no send was acknowledged, while the source was sending.
// Judged only when the run sets a bound: every broker loss costs some seconds.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'availability-gap',
  about: 'service',
  title: 'The longest time without an acknowledgement',
  means: 'For that long the pipeline took nothing.',
  sql: ({ availabilityGapMs }) => `
    SELECT gap_ms, make_timestamp(CAST(before_at * 1000 AS BIGINT)) AS gap_from, make_timestamp(CAST(acked_at * 1000 AS BIGINT)) AS gap_to, 1 AS weight
    FROM (SELECT acked_at, lag(acked_at) OVER (ORDER BY acked_at) AS before_at, acked_at - lag(acked_at) OVER (ORDER BY acked_at) AS gap_ms FROM acks)
    WHERE gap_ms > ${availabilityGapMs ?? 'NULL'}`,
  worst: 'gap_ms DESC',
  judge: judgeAny,
};
