// unseen: still pending at the deadline: acknowledged and still to be read, or in bronze and neither in silver nor in quarantine.
// Nothing is lost yet; the reader just does not see it.
import { type Checker, judgeAny, STILL_TO_READ } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'unseen',
  about: 'service',
  title: 'Events still on their way at the deadline',
  means: 'The event is safe, and whoever reads the table does not see it.',
  sql: () => `
    SELECT 'bronze' AS missing_in, id_of(f.ev) AS event_id, f.kafka_partition, f.acked_offset AS kafka_offset, 1 AS weight
    FROM fates f LEFT JOIN positions p ON p.kafka_partition = f.kafka_partition
    WHERE f.outcome = 'acked' AND f.bronze_copies = 0 AND ${STILL_TO_READ}
    UNION ALL
    SELECT 'silver', id_of(ev), bronze_partition, bronze_offset, 1
    FROM fates WHERE bronze_copies > 0 AND silver_copies = 0 AND quarantine_copies = 0`,
  worst: 'missing_in, event_id',
  judge: judgeAny,
};
