// The ledger as a relation: one row per event that was ever meant to be sent, with its newest outcome. Reads the JSONL
// as it stands; a line torn by a crash (or being written right now) is left out. A send acknowledged without an offset (the
// ledger keeps base -1 for it) has none here either.
import { sqlFile } from '../../lake/sql-text.ts';

const LINE_COLUMNS = `{
  t: 'VARCHAR', b: 'BIGINT', p: 'INTEGER', "at": 'DOUBLE', runId: 'VARCHAR', topic: 'VARCHAR', seq: 'BIGINT[]',
  "time": 'DOUBLE[]', host: 'VARCHAR[]', method: 'VARCHAR[]', path: 'VARCHAR[]', status: 'INTEGER[]', bytes: 'BIGINT[]',
  format: 'VARCHAR[]', expect: 'VARCHAR[]', md5: 'VARCHAR[]', key: 'VARCHAR[]', base: 'BIGINT', n: 'INTEGER',
  "offset": 'BIGINT[]', why: 'VARCHAR'}`;

const COLUMNS =
  'event_id VARCHAR, run_id VARCHAR, seq BIGINT, batch BIGINT, outcome VARCHAR, made_at TIMESTAMPTZ, settled_at TIMESTAMPTZ, topic VARCHAR, kafka_partition INTEGER, kafka_offset BIGINT, why VARCHAR, event_time TIMESTAMPTZ, host VARCHAR, method VARCHAR, path VARCHAR, status INTEGER, bytes BIGINT, format VARCHAR, expected VARCHAR, md5 VARCHAR, key VARCHAR';

/** Raw lines of the ledgers, typed, with the file they come from and their number in it. */
export function ledgerLines(files: readonly string[]): string {
  const paths = files.map(sqlFile).join(', ');
  return `read_json([${paths}], format = 'newline_delimited', columns = ${LINE_COLUMNS}, ignore_errors = true,
    filename = true)`;
}

/** A SELECT with the columns of `ledger`; no rows without files. With `seq` only that event, without unfolding the others. */
export function ledgerRelation(files: readonly string[], seq?: number): string {
  const holding = seq === undefined ? '' : ` AND list_contains(seq, ${seq})`;
  const only = seq === undefined ? '' : ` WHERE seq = ${seq}`;
  if (files.length === 0)
    return `SELECT ${COLUMNS.split(', ')
      .map((one) => one.split(' '))
      .map(([name, type]) => `NULL::${type} AS ${name}`)
      .join(', ')} WHERE false`;
  return `
WITH line AS (SELECT * FROM ${ledgerLines(files)}),
run AS (SELECT filename, runId, topic FROM line WHERE t = 'run'),
outcome AS (
  SELECT filename, b, arg_max(t, "at") AS outcome, max("at") AS settled, arg_max(base, "at") AS base, arg_max(why, "at") AS why,
         arg_max(seq, "at") AS found, arg_max("offset", "at") AS offsets
  FROM line WHERE t IN ('acked', 'resolved', 'failed', 'unknown') GROUP BY filename, b),
event AS (
  SELECT filename, b, p, "at" AS made, unnest(seq) AS seq, generate_subscripts(seq, 1) AS i, unnest("time") AS "time",
         unnest(host) AS host, unnest(method) AS method, unnest(path) AS path, unnest(status) AS status,
         unnest(bytes) AS bytes, unnest(format) AS format, unnest(expect) AS expect, unnest(md5) AS md5, unnest(key) AS key
  FROM line WHERE t = 'intent'${holding}),
settled AS (
  SELECT event.*, outcome.outcome, outcome.settled, outcome.why,
         CASE outcome.outcome WHEN 'acked' THEN CASE WHEN outcome.base >= 0 THEN outcome.base + event.i - 1 END
                        WHEN 'resolved' THEN outcome.offsets[list_position(outcome.found, event.seq)] END AS "offset"
  FROM event LEFT JOIN outcome USING (filename, b)),
given_up AS (SELECT filename, "at" AS given_up, unnest(seq) AS seq, why FROM line WHERE t = 'dropped'${holding})
SELECT run.runId || '-' || seq AS event_id, run.runId AS run_id, seq, b AS batch,
       CASE WHEN outcome IS NULL THEN 'open'
            WHEN outcome = 'resolved' THEN CASE WHEN "offset" IS NULL THEN 'failed' ELSE 'acked' END
            ELSE outcome END AS outcome,
       make_timestamptz((made * 1000)::BIGINT) AS made_at, make_timestamptz((settled.settled * 1000)::BIGINT) AS settled_at,
       run.topic, p AS kafka_partition, "offset" AS kafka_offset, why,
       make_timestamptz(("time" * 1000)::BIGINT) AS event_time, host, method, path, status, bytes, format,
       CASE expect WHEN 's' THEN 'silver' WHEN 'q' THEN 'quarantine' WHEN 'l' THEN 'late' END AS expected, md5, key
FROM settled JOIN run USING (filename)${only}
UNION ALL BY NAME
SELECT run.runId || '-' || seq AS event_id, run.runId AS run_id, seq, 'dropped' AS outcome,
       make_timestamptz((given_up.given_up * 1000)::BIGINT) AS settled_at, run.topic, why
FROM given_up JOIN run USING (filename)${only}`;
}
