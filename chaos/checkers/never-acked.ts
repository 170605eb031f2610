// never-acked: events the source made, for which nobody ever said yes, and which are not in the lake either: dropped at the source,
// refused for good, given up, or still open at the end.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'never-acked',
  about: 'data',
  title: 'Events that never got through',
  means: 'The event happened, and the pipeline never took it.',
  sql: () => `
    SELECT id_of(ev) AS event_id, outcome, make_timestamp(CAST(sent_at * 1000 AS BIGINT)) AS sent_at, kafka_partition, 1 AS weight
    FROM fates WHERE outcome <> 'acked' AND bronze_copies = 0`,
  worst: 'sent_at, event_id',
  judge: judgeAny,
};
