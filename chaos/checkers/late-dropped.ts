// late-dropped: events that are in silver and that gold leaves out, because the newest event of their partition had already passed
// their window. The ids are exact: the row rule over the ledger alone decides.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'late-dropped',
  about: 'data',
  title: 'Events that came too late for their window',
  means: 'The event happened in the window, and the window does not count it.',
  sql: () => `
    SELECT id_of(ev) AS event_id, make_timestamp(time_ms * 1000) AS event_time, make_timestamp(window_ms * 1000) AS window_start,
      behind_ms, kafka_partition, kafka_offset, 1 AS weight
    FROM fates WHERE accepted AND NOT admitted`,
  worst: 'behind_ms DESC, event_id',
  judge: judgeAny,
};
