// The oracle's base tables, as DDL: what the ledger says, what the lake holds, what the run observed. Tests fill them by hand;
// ledger-sql.ts and lake-sql.ts fill them from files. An event is `ev` = run number · 2^44 + seq, and long texts are compared by
// 64-bit hashes (`raw_hash` of the md5, `fields_hash` of the typed fields), so that joins of millions of rows stay narrow.

/** Events of one run are numbered below this. */
export const EVENTS_PER_RUN = 2 ** 44;

/** `outcome` is an event's over all its attempts, the best that any had: dropped < failed < pending < unknown < acked. */
export const BASE_TABLES = `
CREATE TABLE runs (run_no INTEGER, run_id VARCHAR);
CREATE TABLE ledger_events (
  ev BIGINT, b BIGINT, ord BIGINT, outcome VARCHAR, kafka_partition INTEGER, kafka_offset BIGINT,
  sent_at DOUBLE, acked_at DOUBLE, time_ms BIGINT, host VARCHAR, method VARCHAR, path VARCHAR, status INTEGER,
  bytes BIGINT, format VARCHAR, expect VARCHAR, event_key VARCHAR, raw_hash UBIGINT, fields_hash UBIGINT, claims_ms BIGINT);
CREATE TABLE resent (ev BIGINT, attempts INTEGER, acked_attempts INTEGER);
CREATE TABLE acks (acked_at DOUBLE, n INTEGER);
CREATE TABLE bronze_rows (
  ev BIGINT, foreign_id VARCHAR, kafka_partition INTEGER, kafka_offset BIGINT, raw_hash UBIGINT);
CREATE TABLE silver_rows (
  ev BIGINT, foreign_id VARCHAR, event_ms BIGINT, behind_ms BIGINT, host VARCHAR, method VARCHAR, path VARCHAR,
  status INTEGER, bytes BIGINT, format VARCHAR, kafka_partition INTEGER, kafka_offset BIGINT, fields_hash UBIGINT);
CREATE TABLE quarantine_rows (
  ev BIGINT, foreign_id VARCHAR, raw_hash UBIGINT, reasons VARCHAR, kafka_partition INTEGER, kafka_offset BIGINT);
CREATE TABLE traffic_shown (window_ms BIGINT, requests BIGINT, bytes BIGINT, errors BIGINT, hosts BIGINT, is_final BOOLEAN);
CREATE TABLE status_shown (window_ms BIGINT, status INTEGER, requests BIGINT, is_final BOOLEAN);
CREATE TABLE paths_shown (window_ms BIGINT, path VARCHAR, requests BIGINT, is_final BOOLEAN);
CREATE TABLE positions (kafka_partition INTEGER, next_offset BIGINT, end_offset BIGINT);
CREATE TABLE lake_versions (table_name VARCHAR, version BIGINT, problem VARCHAR);
CREATE TABLE lake_files (
  table_name VARCHAR, version BIGINT, path VARCHAR, size_bytes BIGINT, actual_bytes BIGINT,
  checksum VARCHAR, actual_checksum VARCHAR);
CREATE TABLE lake_let_go (table_name VARCHAR, version BIGINT, path VARCHAR, let_go_at DOUBLE, readers_need_ms BIGINT);
CREATE TABLE lake_progress (table_name VARCHAR, version BIGINT, committed_at DOUBLE, app_id VARCHAR, position BIGINT);
CREATE TABLE run_faults (fault VARCHAR, injected_at DOUBLE, undone_at DOUBLE, notice_within_seconds DOUBLE);
CREATE TABLE run_signals (signal VARCHAR, subject VARCHAR, fired_at DOUBLE, notices VARCHAR);
CREATE TABLE run_damage (checker VARCHAR, anomalies BIGINT);
CREATE TABLE run_health (looked_at DOUBLE, well BOOLEAN);
CREATE TABLE run_diagnoses (asked_at DOUBLE, question VARCHAR, right_cause VARCHAR, cause VARCHAR, says VARCHAR);
CREATE TABLE run_measures (measured_at DOUBLE, name VARCHAR, unit VARCHAR, measured DOUBLE, at_most DOUBLE);
CREATE TABLE run_recovery (deadline_seconds DOUBLE, recovery_seconds DOUBLE, reason VARCHAR);
`;

/** Hash of the typed fields, the same for truth and silver; NULL differs from every value. */
export const FIELDS_HASH = 'hash(event_ms, host, "method", path, status, bytes, format)';
/** One integer for a place in the topic; NULL when either part is unknown. */
export const placeOf = (partition: string, offset: string) =>
  `(${partition}::BIGINT * ${EVENTS_PER_RUN} + ${offset})`;

/** SQL literal of a text. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The macros that turn an `ev` into the id people see, and back (NULL for an id of no known run). */
export function idMacros(runIds: readonly string[]): string {
  const names = runIds.length === 0 ? `''` : runIds.map(quoted).join(', ');
  const cases = runIds.map(
    (runId, runNo) =>
      `WHEN starts_with(id, ${quoted(`${runId}-`)}) THEN ${runNo} * ${EVENTS_PER_RUN} + TRY_CAST(substr(id, ${runId.length + 2}) AS BIGINT)`,
  );
  return `
CREATE OR REPLACE MACRO id_of(ev) AS list_extract([${names}], (ev // ${EVENTS_PER_RUN})::INTEGER + 1) || '-' || (ev % ${EVENTS_PER_RUN});
CREATE OR REPLACE MACRO ev_of(id) AS ${cases.length === 0 ? 'NULL::BIGINT' : `CASE ${cases.join(' ')} END`};
`;
}
