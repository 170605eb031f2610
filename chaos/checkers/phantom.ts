// phantom: a row that nobody sent: an id the ledger does not know, an event the ledger says never left or certainly failed,
// or a row of silver or quarantine whose event is not in bronze.
import { type Checker, judgeAny } from '../oracle/checker.ts';
import { EVENTS_PER_RUN } from '../oracle/tables.ts';

/** Rows of a layer whose event bronze does not hold: it cannot have come from there. */
const notInBronze = (table: 'silver' | 'quarantine') => `
    UNION ALL
    SELECT '${table}', id_of(ev), NULL, NULL, 'not in bronze', copies FROM ${table}_by_event ANTI JOIN bronze_by_event USING (ev)
    UNION ALL
    SELECT '${table}', foreign_id, kafka_partition, kafka_offset, 'not in bronze', 1 FROM ${table}_rows
    WHERE foreign_id IS NOT NULL AND foreign_id NOT IN (SELECT foreign_id FROM bronze_rows WHERE foreign_id IS NOT NULL)`;

export const checker: Checker = {
  id: 'phantom',
  about: 'data',
  title: 'Rows that nobody sent',
  means: 'The table shows something that did not happen.',
  sql: () => `
    SELECT 'bronze' AS table_name, id_of(ev) AS event_id, (place // ${EVENTS_PER_RUN})::INTEGER AS kafka_partition, place % ${EVENTS_PER_RUN} AS kafka_offset,
      'unknown to the ledger' AS reason, copies AS weight
    FROM bronze_by_event ANTI JOIN ledger_events USING (ev)
    UNION ALL
    SELECT 'bronze', foreign_id, kafka_partition, kafka_offset, 'unknown to the ledger', 1 FROM bronze_rows WHERE foreign_id IS NOT NULL
    UNION ALL
    SELECT 'bronze', id_of(ev), bronze_partition, bronze_offset, 'the ledger says ' || outcome, bronze_copies
    FROM fates WHERE outcome IN ('failed', 'dropped') AND bronze_copies > 0
    ${notInBronze('silver')} ${notInBronze('quarantine')}`,
  worst: 'table_name, event_id',
  judge: judgeAny,
};
