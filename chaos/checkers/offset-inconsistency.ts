// offset-inconsistency: one place in the log with two values: two events acknowledged at the same offset, two events read from it,
// or one acknowledged there and another one found there. An end offset that went back shows like this.
import { type Checker, judgeAny } from '../oracle/checker.ts';
import { placeOf } from '../oracle/tables.ts';

export const checker: Checker = {
  id: 'offset-inconsistency',
  about: 'data',
  title: 'One offset, two values',
  means: 'The log was rewritten: what was acknowledged at an offset is not what stands there.',
  sql: () => `
    SELECT 'two acknowledged' AS kind, kafka_partition, acked_offset AS kafka_offset, list(id_of(ev))[:4] AS event_ids, count(*) - 1 AS weight
    FROM fates WHERE outcome = 'acked' AND acked_offset IS NOT NULL AND ${placeOf('kafka_partition', 'acked_offset')} IN (
      SELECT place FROM (SELECT ${placeOf('kafka_partition', 'acked_offset')} AS place FROM fates WHERE outcome = 'acked' AND acked_offset IS NOT NULL)
      GROUP BY place HAVING count(*) > 1) GROUP BY kafka_partition, acked_offset
    UNION ALL
    SELECT 'two read', kafka_partition, kafka_offset, list(DISTINCT coalesce(foreign_id, id_of(ev)))[:4], count(DISTINCT coalesce(foreign_id, ev::VARCHAR)) - 1
    FROM bronze_rows WHERE ${placeOf('kafka_partition', 'kafka_offset')} IN (
      SELECT place FROM (SELECT ${placeOf('kafka_partition', 'kafka_offset')} AS place FROM bronze_rows) GROUP BY place HAVING count(*) > 1)
    GROUP BY kafka_partition, kafka_offset HAVING count(DISTINCT coalesce(foreign_id, ev::VARCHAR)) > 1
    UNION ALL
    SELECT 'another stands there', f.kafka_partition, f.acked_offset, [id_of(f.ev), coalesce(r.foreign_id, id_of(r.ev))], 1
    FROM fates f JOIN bronze_rows r ON ${placeOf('r.kafka_partition', 'r.kafka_offset')} = ${placeOf('f.kafka_partition', 'f.acked_offset')}
    WHERE f.outcome = 'acked' AND f.bronze_copies = 0 AND f.acked_offset IS NOT NULL
    UNION ALL
    SELECT 'acknowledged elsewhere', f.kafka_partition, f.acked_offset, [id_of(f.ev), f.bronze_partition || ':' || f.bronze_offset], 1
    FROM fates f WHERE f.outcome = 'acked' AND f.bronze_copies = 1 AND f.acked_offset IS NOT NULL
      AND (f.bronze_offset <> f.acked_offset OR f.bronze_partition <> f.kafka_partition)
      AND f.ev NOT IN (SELECT ev FROM resent)`,
  worst: 'kind DESC, kafka_partition, kafka_offset',
  judge: judgeAny,
};
