// SQL that reads ledger files (pipeline/contract/ledger.ts) into the oracle's tables: columnar arrays unnested, the latest outcome of
// a batch counted, an event sent several times judged by its best attempt. Reads the ledger only; imports nothing that made it.
import { EVENTS_PER_RUN, FIELDS_HASH, quoted } from './tables.ts';

/** A ledger line may hold a whole batch: far beyond DuckDB's default of 16 MiB is still legitimate. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

function lines(file: string, columns: string): string {
  return `read_json(${quoted(file)}, format = 'newline_delimited', ignore_errors = true, maximum_object_size = ${MAX_LINE_BYTES}, columns = {${columns}})`;
}

const OUTCOME_COLUMNS = `t: 'VARCHAR', b: 'BIGINT', p: 'INTEGER', "at": 'DOUBLE', base: 'VARCHAR', n: 'INTEGER', seq: 'BIGINT[]', "offset": 'VARCHAR[]'`;
const INTENT_COLUMNS = `t: 'VARCHAR', b: 'BIGINT', p: 'INTEGER', "at": 'DOUBLE', seq: 'BIGINT[]', "time": 'DOUBLE[]', host: 'VARCHAR[]',
  "method": 'VARCHAR[]', path: 'VARCHAR[]', status: 'INTEGER[]', bytes: 'BIGINT[]', format: 'VARCHAR[]', expect: 'VARCHAR[]', md5: 'VARCHAR[]', "key": 'VARCHAR[]', claims: 'BIGINT[]'`;

const PREPARE = `
CREATE TABLE outcome_lines (run_no INTEGER, b BIGINT, p INTEGER, t VARCHAR, answered_at DOUBLE, base BIGINT, n INTEGER, seqs BIGINT[], offsets VARCHAR[]);
CREATE TABLE dropped_seqs (ev BIGINT, dropped_at DOUBLE);
`;

function readOutcomes(file: string, runNo: number): string {
  return `
INSERT INTO outcome_lines SELECT ${runNo}, b, p, t, "at", TRY_CAST(base AS BIGINT), n, seq, "offset"
  FROM ${lines(file, OUTCOME_COLUMNS)} WHERE t IN ('acked', 'resolved', 'failed', 'unknown');
INSERT INTO dropped_seqs SELECT ${runNo} * ${EVENTS_PER_RUN} + unnest(seq), "at" FROM ${lines(file, OUTCOME_COLUMNS)} WHERE t = 'dropped';
`;
}

/** The latest line of a batch counts; arg_max over a struct, because arg_max passes over NULLs. */
const LATEST_OUTCOMES = `
CREATE TABLE batch_outcomes AS
  SELECT run_no, b, p, unnest(arg_max({t: t, answered_at: answered_at, base: base, n: n, seqs: seqs, offsets: offsets}, rowid))
  FROM outcome_lines GROUP BY run_no, b, p;
CREATE TABLE found_events AS
  SELECT run_no, b, p, run_no * ${EVENTS_PER_RUN} + unnest(seqs) AS ev, TRY_CAST(unnest(offsets) AS BIGINT) AS kafka_offset
  FROM batch_outcomes WHERE t = 'resolved';
INSERT INTO acks SELECT answered_at, n FROM outcome_lines WHERE t = 'acked' UNION ALL
  SELECT answered_at, len(list_filter(offsets, o -> o IS NOT NULL)) FROM outcome_lines WHERE t = 'resolved';
`;

/** A batch acknowledged without an offset (base −1) keeps a NULL offset: acknowledged, and where it lies nobody said. */
function readAttempts(file: string, runNo: number): string {
  return `
INSERT INTO ledger_events
  SELECT i.ev, i.b, i.b * 1048576 + i.idx,
    CASE o.t WHEN 'acked' THEN 'acked' WHEN 'resolved' THEN CASE WHEN f.kafka_offset IS NULL THEN 'failed' ELSE 'acked' END
      WHEN 'failed' THEN 'failed' WHEN 'unknown' THEN 'unknown' ELSE 'pending' END,
    i.p, CASE o.t WHEN 'acked' THEN CASE WHEN o.base >= 0 THEN o.base + i.idx END WHEN 'resolved' THEN f.kafka_offset END,
    i.sent_at, CASE WHEN o.t IN ('acked', 'resolved') THEN o.answered_at END,
    event_ms, i.host, "method", i.path, i.status, i.bytes, i.format, i.expect, i.event_key, hash(i.md5), ${FIELDS_HASH}, i.claims_ms
  FROM (SELECT b, p, "at" AS sent_at, generate_subscripts(seq, 1) - 1 AS idx, ${runNo} * ${EVENTS_PER_RUN} + unnest(seq) AS ev,
      round(unnest("time"))::BIGINT AS event_ms, unnest(host) AS host, unnest("method") AS "method", unnest(path) AS path, unnest(status) AS status,
      unnest(bytes) AS bytes, unnest(format) AS format, unnest(expect) AS expect, unnest(md5) AS md5, unnest("key") AS event_key,
      unnest(claims) AS claims_ms
    FROM ${lines(file, INTENT_COLUMNS)} WHERE t = 'intent') i
  LEFT JOIN batch_outcomes o ON o.run_no = ${runNo} AND o.b = i.b AND o.p = i.p
  LEFT JOIN found_events f ON f.ev = i.ev AND f.b = i.b AND f.p = i.p;
`;
}

/** One row per event: the best attempt stays, with the place in line of the first. */
const BEST_ATTEMPT = `
INSERT INTO resent SELECT ev, count(*), count(*) FILTER (outcome = 'acked') FROM ledger_events GROUP BY ev HAVING count(*) > 1;
CREATE TABLE ranked AS SELECT rowid AS attempt, ev, min(ord) OVER (PARTITION BY ev) AS first_ord,
    row_number() OVER (PARTITION BY ev ORDER BY list_position(['failed', 'pending', 'unknown', 'acked'], outcome) DESC, ord) AS place
  FROM ledger_events WHERE ev IN (SELECT ev FROM resent);
UPDATE ledger_events SET ord = first_ord FROM ranked WHERE ledger_events.rowid = attempt AND place = 1;
DELETE FROM ledger_events WHERE rowid IN (SELECT attempt FROM ranked WHERE place > 1);
INSERT INTO ledger_events (ev, outcome, sent_at) SELECT ev, 'dropped', min(dropped_at) FROM dropped_seqs
  WHERE ev NOT IN (SELECT ev FROM ledger_events) GROUP BY ev;
DROP TABLE ranked; DROP TABLE outcome_lines; DROP TABLE found_events; DROP TABLE batch_outcomes; DROP TABLE dropped_seqs;
`;

/** Statements that fill `runs`, `ledger_events`, `resent` and `acks` from ledger files, one per run, in the order given. */
export function ledgerSql(files: readonly { file: string; runId: string }[]): string {
  const runs = files
    .map(({ runId }, runNo) => `INSERT INTO runs VALUES (${runNo}, ${quoted(runId)});`)
    .join('\n');
  return [
    runs,
    PREPARE,
    ...files.map(({ file }, runNo) => readOutcomes(file, runNo)),
    LATEST_OUTCOMES,
    ...files.map(({ file }, runNo) => readAttempts(file, runNo)),
    BEST_ATTEMPT,
  ].join('\n');
}
