// quarantine-mismatch: a good event in quarantine, a bad one in silver, or quarantined bytes that are not the bytes that came.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'quarantine-mismatch',
  about: 'data',
  title: 'Events on the wrong side of the expectations',
  means: 'Good data was put aside, or bad data was let through.',
  sql: () => `
    SELECT CASE WHEN expect = 'q' AND silver_copies > 0 THEN 'bad, let through' WHEN expect <> 'q' AND quarantine_copies > 0 THEN 'good, put aside'
        ELSE 'quarantined with other bytes' END AS kind, id_of(ev) AS event_id, bronze_partition AS kafka_partition, bronze_offset AS kafka_offset, 1 AS weight
    FROM fates WHERE (expect = 'q' AND silver_copies > 0) OR (expect <> 'q' AND quarantine_copies > 0)
      OR (quarantine_copies > 0 AND NOT quarantine_raw_right)`,
  worst: 'kind, event_id',
  judge: judgeAny,
};
