// What became of every event: one row per event of the ledger, joined with the lake, and the row rule of lateness applied to it.
// The rule needs the ledger alone (true event times in the order of acknowledged offsets); the lake only says what landed.
import { EVENTS_PER_RUN, placeOf } from './tables.ts';

export interface OracleRules {
  windowMs: number;
  allowedLatenessMs: number;
  /** Paths kept per window; the others are summed under OTHER_PATH. Null keeps all. */
  pathsTopN: number | null;
}

const COPIES = `
CREATE TABLE bronze_by_event AS SELECT ev, count(*)::INTEGER AS copies, min(${placeOf('kafka_partition', 'kafka_offset')}) AS place,
    min(raw_hash) AS raw_hash, max(raw_hash) AS other_raw_hash FROM bronze_rows WHERE ev IS NOT NULL GROUP BY ev;
CREATE TABLE silver_by_event AS SELECT ev, count(*)::INTEGER AS copies, min(fields_hash) AS fields_hash, max(fields_hash) AS other_fields_hash
  FROM silver_rows WHERE ev IS NOT NULL GROUP BY ev;
CREATE TABLE quarantine_by_event AS SELECT ev, count(*)::INTEGER AS copies, min(raw_hash) AS raw_hash FROM quarantine_rows WHERE ev IS NOT NULL GROUP BY ev;
`;

/** Bronze rows by their place; hashes instead of texts, so that the row stays narrow. */
const JOINED = `
CREATE TABLE landed_events AS
  SELECT e.ev, e.ord, e.outcome, e.sent_at, coalesce(e.kafka_partition, b.place // ${EVENTS_PER_RUN})::INTEGER AS kafka_partition,
    e.kafka_offset AS acked_offset, coalesce(e.kafka_offset, b.place % ${EVENTS_PER_RUN}) AS kafka_offset,
    (b.place // ${EVENTS_PER_RUN})::INTEGER AS bronze_partition, b.place % ${EVENTS_PER_RUN} AS bronze_offset, e.time_ms, e.claims_ms, e.expect,
    CASE WHEN e.event_key IS NOT NULL THEN hash(e.event_key) END AS key_hash, CASE WHEN e.host IS NOT NULL THEN hash(e.host) END AS host_hash,
    hash(e.path) AS path_hash, e.status, coalesce(e.bytes, 0) AS bytes,
    coalesce(b.copies, 0) AS bronze_copies, coalesce(y.copies, 0) AS silver_copies, coalesce(q.copies, 0) AS quarantine_copies,
    coalesce(b.raw_hash = e.raw_hash AND b.other_raw_hash = e.raw_hash, false) AS raw_right, coalesce(q.raw_hash = e.raw_hash, false) AS quarantine_raw_right,
    coalesce(y.fields_hash = e.fields_hash AND y.other_fields_hash = e.fields_hash, false) AS fields_right
  FROM ledger_events e LEFT JOIN bronze_by_event b ON b.ev = e.ev LEFT JOIN silver_by_event y ON y.ev = e.ev
    LEFT JOIN quarantine_by_event q ON q.ev = e.ev;
CREATE TABLE path_names AS SELECT hash(path) AS path_hash, any_value(path) AS path FROM ledger_events GROUP BY ALL;
`;

/**
 * Gold takes an event when the newest accepted event time before it in its partition had not passed its window. A lying time counts
 * where silver let it through: it is what dragged the watermark.
 */
function rowRule({ windowMs, allowedLatenessMs }: OracleRules): string {
  return `
CREATE TABLE fates AS
  SELECT *, time_ms - time_ms % ${windowMs} AS window_ms,
    bronze_copies > 0 AND expect <> 'q' AND time_ms IS NOT NULL AS accepted,
    greatest(time_ms, coalesce(newest_before, time_ms)) - time_ms AS behind_ms,
    bronze_copies > 0 AND expect <> 'q' AND time_ms IS NOT NULL
      AND greatest(time_ms, coalesce(newest_before, time_ms)) - ${allowedLatenessMs} < time_ms - time_ms % ${windowMs} + ${windowMs} AS admitted
  FROM (SELECT *, max(CASE WHEN bronze_copies > 0 AND expect <> 'q' THEN time_ms WHEN silver_copies > 0 THEN claims_ms END) OVER log AS newest_before,
      max(CASE WHEN bronze_copies > 0 THEN ord END) OVER log AS newest_ord
    FROM landed_events
    WINDOW log AS (PARTITION BY kafka_partition ORDER BY kafka_offset ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING));
DROP TABLE landed_events;
`;
}

/** Statements that make `fates` out of the base tables. */
export function fatesSql(rules: OracleRules): string {
  return [COPIES, JOINED, rowRule(rules)].join('\n');
}
