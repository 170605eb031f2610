// duplicate: one event id stands in a table more often than once. In bronze it tells whether the same Kafka record was read twice
// (same offset) or the record itself stands in Kafka twice (no harm where the scenario counts from silver on, and silver leaves it out);
// in silver any second row is one too many.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'duplicate',
  about: 'data',
  title: 'Events that stand in a table twice',
  means: 'One event is counted more often than it happened.',
  sql: ({ onceFrom }) => `
    SELECT 'bronze' AS table_name, id_of(ev) AS event_id, count(*) AS copies, count(DISTINCT (kafka_partition, kafka_offset)) AS records,
      list(DISTINCT kafka_partition || ':' || kafka_offset)[:4] AS places, count(*) - 1 AS weight
    FROM bronze_rows WHERE ev IN (SELECT ev FROM fates WHERE bronze_copies > 1) GROUP BY ev
    ${onceFrom === 'silver' ? 'HAVING count(*) > count(DISTINCT (kafka_partition, kafka_offset))' : ''}
    UNION ALL
    SELECT 'silver', id_of(ev), count(*), count(DISTINCT (kafka_partition, kafka_offset)),
      list(DISTINCT kafka_partition || ':' || kafka_offset)[:4], count(*) - 1
    FROM silver_rows WHERE ev IN (SELECT ev FROM fates WHERE silver_copies > 1) GROUP BY ev
    UNION ALL
    SELECT 'quarantine', id_of(ev), count(*), count(DISTINCT (kafka_partition, kafka_offset)),
      list(DISTINCT kafka_partition || ':' || kafka_offset)[:4], count(*) - 1
    FROM quarantine_rows WHERE ev IN (SELECT ev FROM fates WHERE quarantine_copies > 1) GROUP BY ev
    UNION ALL
    SELECT 'silver and quarantine', id_of(ev), silver_copies + quarantine_copies, 1, [], 1
    FROM fates WHERE silver_copies > 0 AND quarantine_copies > 0`,
  worst: 'copies DESC, table_name, event_id',
  judge: judgeAny,
};
