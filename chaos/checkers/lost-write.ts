// lost-write: Kafka acknowledged the event, the reader has passed the place where it should stand, and bronze does not hold it.
// An acknowledged event that was never given an offset is lost once every partition has been read to its end.
import { type Checker, judgeAny, STILL_TO_READ } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'lost-write',
  about: 'data',
  title: 'Acknowledged events that are not there',
  means: 'The source was told the event is safe, and no row of bronze has it.',
  sql: () => `
    SELECT id_of(f.ev) AS event_id, f.kafka_partition, f.acked_offset, make_timestamp(CAST(f.sent_at * 1000 AS BIGINT)) AS sent_at, 1 AS weight
    FROM fates f LEFT JOIN positions p ON p.kafka_partition = f.kafka_partition
    WHERE f.outcome = 'acked' AND f.bronze_copies = 0 AND NOT ${STILL_TO_READ}`,
  worst: 'sent_at, event_id',
  judge: judgeAny,
};
