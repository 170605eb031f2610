// reordered: within one key and partition, an event stands in Kafka behind one that the source sent later.
// Order is the order of first intents in the ledger, not the number of the event: a source may hold events back.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'reordered',
  title: 'Events of one key out of order',
  means: 'Two events of one client changed places on the way.',
  sql: () => `
    SELECT id_of(ev) AS event_id, event_key, bronze_partition AS kafka_partition, bronze_offset AS kafka_offset, 1 AS weight FROM (
      SELECT *, max(ord) OVER (PARTITION BY bronze_partition, event_key ORDER BY bronze_offset ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest_ord
      FROM fates WHERE bronze_copies > 0 AND event_key IS NOT NULL) WHERE ord < newest_ord`,
  worst: 'kafka_partition, kafka_offset',
  judge: judgeAny,
};
