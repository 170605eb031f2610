// What became of every event: one row per event of the ledger, joined with the lake, and the row rule of lateness applied to it.
// The rule needs the ledger alone (true event times in the order of acknowledged offsets); the lake only says what landed.

export interface OracleRules {
  windowMs: number;
  allowedLatenessMs: number;
  /** Paths kept per window; the others are summed under OTHER_PATH. Null keeps all. */
  pathsTopN: number | null;
}

const COPIES = `
CREATE TABLE bronze_by_event AS SELECT ev, count(*)::INTEGER AS copies, min(kafka_offset) AS kafka_offset,
    arg_min(kafka_partition, kafka_offset) AS kafka_partition, arg_min(md5, kafka_offset) AS md5
  FROM bronze_rows WHERE ev IS NOT NULL GROUP BY ev;
CREATE TABLE silver_by_event AS SELECT ev, count(*)::INTEGER AS copies, min(rowid) AS first_row FROM silver_rows WHERE ev IS NOT NULL GROUP BY ev;
CREATE TABLE quarantine_by_event AS SELECT ev, count(*)::INTEGER AS copies, min(md5) AS md5 FROM quarantine_rows WHERE ev IS NOT NULL GROUP BY ev;
`;

/** True when each typed field of silver is what the source made. */
const FIELDS_RIGHT = `(s.event_ms IS NOT DISTINCT FROM e.time_ms AND s.host IS NOT DISTINCT FROM e.host AND s.method IS NOT DISTINCT FROM e.method
  AND s.path IS NOT DISTINCT FROM e.path AND s.status IS NOT DISTINCT FROM e.status AND s.bytes IS NOT DISTINCT FROM e.bytes
  AND s.format IS NOT DISTINCT FROM e.format)`;

const JOINED = `
CREATE TABLE landed_events AS
  SELECT e.ev, e.ord, e.outcome, e.sent_at, coalesce(e.kafka_partition, b.kafka_partition) AS kafka_partition,
    e.kafka_offset AS acked_offset, coalesce(e.kafka_offset, b.kafka_offset) AS kafka_offset,
    b.kafka_partition AS bronze_partition, b.kafka_offset AS bronze_offset, e.time_ms, e.expect, e.event_key, e.host, e.path, e.status,
    coalesce(e.bytes, 0) AS bytes, coalesce(b.copies, 0) AS bronze_copies, coalesce(y.copies, 0) AS silver_copies,
    coalesce(q.copies, 0) AS quarantine_copies, b.md5 IS NOT DISTINCT FROM e.md5 AS raw_right,
    q.md5 IS NOT DISTINCT FROM e.md5 AS quarantine_raw_right, ${FIELDS_RIGHT} AS fields_right
  FROM ledger_events e LEFT JOIN bronze_by_event b ON b.ev = e.ev LEFT JOIN silver_by_event y ON y.ev = e.ev
    LEFT JOIN silver_rows s ON s.rowid = y.first_row LEFT JOIN quarantine_by_event q ON q.ev = e.ev;
`;

/** Gold takes an event when the newest accepted event time before it in its partition had not passed its window. */
function rowRule({ windowMs, allowedLatenessMs }: OracleRules): string {
  return `
CREATE TABLE fates AS
  SELECT *, time_ms - time_ms % ${windowMs} AS window_ms,
    bronze_copies > 0 AND expect <> 'q' AND time_ms IS NOT NULL AS accepted,
    greatest(time_ms, coalesce(newest_before, time_ms)) - time_ms AS behind_ms,
    bronze_copies > 0 AND expect <> 'q' AND time_ms IS NOT NULL
      AND greatest(time_ms, coalesce(newest_before, time_ms)) - ${allowedLatenessMs} < time_ms - time_ms % ${windowMs} + ${windowMs} AS admitted
  FROM (SELECT *, max(CASE WHEN bronze_copies > 0 AND expect <> 'q' THEN time_ms END)
      OVER (PARTITION BY kafka_partition ORDER BY kafka_offset ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest_before
    FROM landed_events);
DROP TABLE landed_events; DROP TABLE bronze_by_event; DROP TABLE silver_by_event; DROP TABLE quarantine_by_event;
`;
}

/** Statements that make `fates` out of the base tables. */
export function fatesSql(rules: OracleRules): string {
  return [COPIES, JOINED, rowRule(rules)].join('\n');
}
