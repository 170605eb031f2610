// reordered: within one key and partition, an event stands in Kafka behind one that the source sent later.
// Only keys of partitions in which anything came out of order at all are looked at one by one. Order is the order of first intents in the ledger, not the number of the event: a source may hold events back.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'reordered',
  about: 'data',
  title: 'Events of one key out of order',
  means: 'Two events of one client changed places on the way.',
  sql: () => `
    WITH suspects AS (SELECT DISTINCT kafka_partition, key_hash FROM fates WHERE bronze_copies > 0 AND key_hash IS NOT NULL AND ord < newest_ord)
    SELECT id_of(ev) AS event_id, e.event_key, f.kafka_partition, f.kafka_offset, 1 AS weight FROM (
      SELECT ev, kafka_partition, kafka_offset, ord,
        max(ord) OVER (PARTITION BY kafka_partition, key_hash ORDER BY kafka_offset ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest_of_key
      FROM fates SEMI JOIN suspects USING (kafka_partition, key_hash) WHERE bronze_copies > 0) f
    JOIN ledger_events e USING (ev) WHERE f.ord < newest_of_key`,
  worst: 'kafka_partition, kafka_offset',
  judge: judgeAny,
};
