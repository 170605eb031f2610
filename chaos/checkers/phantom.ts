// phantom: a row that nobody sent: an id the ledger does not know, an event the ledger says never left or certainly failed,
// or a row of silver or quarantine whose event is not in bronze.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'phantom',
  title: 'Rows that nobody sent',
  means: 'The table shows something that did not happen.',
  sql: () => `
    SELECT 'bronze' AS table_name, coalesce(r.foreign_id, id_of(r.ev)) AS event_id, r.kafka_partition, r.kafka_offset,
      CASE WHEN f.ev IS NULL THEN 'unknown to the ledger' ELSE 'the ledger says ' || f.outcome END AS reason, 1 AS weight
    FROM bronze_rows r LEFT JOIN fates f ON f.ev = r.ev WHERE f.ev IS NULL OR f.outcome IN ('failed', 'dropped')
    UNION ALL
    SELECT 'silver', coalesce(r.foreign_id, id_of(r.ev)), r.kafka_partition, r.kafka_offset, 'not in bronze', 1
    FROM silver_rows r LEFT JOIN fates f ON f.ev = r.ev
    WHERE coalesce(f.bronze_copies, 0) = 0 AND (r.foreign_id IS NULL OR r.foreign_id NOT IN (SELECT foreign_id FROM bronze_rows WHERE foreign_id IS NOT NULL))
    UNION ALL
    SELECT 'quarantine', coalesce(r.foreign_id, id_of(r.ev)), r.kafka_partition, r.kafka_offset, 'not in bronze', 1
    FROM quarantine_rows r LEFT JOIN fates f ON f.ev = r.ev
    WHERE coalesce(f.bronze_copies, 0) = 0 AND (r.foreign_id IS NULL OR r.foreign_id NOT IN (SELECT foreign_id FROM bronze_rows WHERE foreign_id IS NOT NULL))`,
  worst: 'table_name, event_id',
  judge: judgeAny,
};
