// When every event became visible in each layer, by the times of the commits alone: bronze by the first commit whose position lies beyond
// the event's offset, silver by the first that covers that version of bronze, gold by the first that covers that version of silver.
// Only a row that is there was ever visible. The pipeline's own reports are not asked.
import type { Engine } from '../../pipeline/contract/run-spec.ts';

/** For checkers that ask when an event became visible: why that is not known. On Spark all that is there looks as if it had been there at once. */
export const whenIsNotKnown = (engine: Engine): string | null =>
  engine === 'spark'
    ? 'it asks when events became visible, by the positions in bronze’s commits, and Spark writes none there'
    : null;

/** Statements that make `visible` (ev, acked_at, bronze_at, silver_at, gold_at; NULL: never) out of `fates` and `lake_progress`. */
export const VISIBILITY = `
CREATE TABLE bronze_commits AS SELECT regexp_extract(app_id, '([0-9]+)$', 1)::INTEGER AS kafka_partition, position AS next_offset, version, committed_at
  FROM lake_progress WHERE table_name = 'bronze' AND app_id LIKE 'bronze/%';
CREATE TABLE silver_commits AS SELECT position AS bronze_version, version, committed_at FROM lake_progress WHERE table_name = 'silver' AND app_id = 'silver/bronze-version';
CREATE TABLE gold_commits AS SELECT position AS silver_version, committed_at FROM lake_progress WHERE table_name = 'gold.traffic' AND app_id = 'gold/silver-version';
CREATE TABLE in_bronze AS
  SELECT f.ev, f.bronze_copies > 0 AS is_there, b.version AS bronze_version, CASE WHEN f.bronze_copies > 0 THEN coalesce(b.committed_at, e.acked_at) END AS bronze_at
  FROM fates f JOIN ledger_events e USING (ev)
    ASOF LEFT JOIN bronze_commits b ON b.kafka_partition = f.bronze_partition AND f.bronze_offset < b.next_offset
  WHERE f.outcome = 'acked';
CREATE TABLE in_silver AS
  SELECT b.*, s.version AS silver_version,
    CASE WHEN f.silver_copies + f.quarantine_copies > 0 THEN coalesce(s.committed_at, b.bronze_at) END AS silver_at
  FROM in_bronze b JOIN fates f USING (ev) ASOF LEFT JOIN silver_commits s ON b.bronze_version <= s.bronze_version;
CREATE TABLE visible AS
  SELECT y.ev, e.acked_at, y.bronze_at, y.silver_at,
    CASE WHEN y.silver_at IS NOT NULL THEN CASE WHEN y.silver_version IS NULL THEN y.silver_at ELSE g.committed_at END END AS gold_at
  FROM in_silver y JOIN ledger_events e USING (ev) ASOF LEFT JOIN gold_commits g ON y.silver_version <= g.silver_version;
DROP TABLE in_bronze; DROP TABLE in_silver;
`;
