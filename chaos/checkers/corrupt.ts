// corrupt: the bytes in bronze are not the bytes that were sent (md5), or a typed field of silver is not what really happened.
// NULL for a known value counts: a silent null is the commonest corruption. A row that belongs in quarantine and was let through counts too,
// when it is known what happened.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'corrupt',
  about: 'data',
  title: 'Rows whose content is wrong',
  means: 'The event is there, and it says something else than what happened.',
  sql: () => `
    SELECT 'bronze' AS table_name, id_of(ev) AS event_id, ['raw'] AS fields, NULL::VARCHAR AS shown, NULL::VARCHAR AS truth, 1 AS weight
    FROM fates WHERE bronze_copies > 0 AND NOT raw_right
    UNION ALL
    SELECT 'silver', id_of(e.ev),
      list_filter([CASE WHEN s.event_ms IS DISTINCT FROM e.time_ms THEN 'event_time' END, CASE WHEN s.host IS DISTINCT FROM e.host THEN 'host' END,
        CASE WHEN s.method IS DISTINCT FROM e.method THEN 'method' END, CASE WHEN s.path IS DISTINCT FROM e.path THEN 'path' END,
        CASE WHEN s.status IS DISTINCT FROM e.status THEN 'status' END, CASE WHEN s.bytes IS DISTINCT FROM e.bytes THEN 'bytes' END,
        CASE WHEN s.format IS DISTINCT FROM e.format THEN 'format' END], lambda x: x IS NOT NULL),
      to_json({event_ms: s.event_ms, host: s.host, "method": s.method, path: s.path, status: s.status, bytes: s.bytes, format: s.format})::VARCHAR,
      to_json({event_ms: e.time_ms, host: e.host, "method": e.method, path: e.path, status: e.status, bytes: e.bytes, format: e.format})::VARCHAR, 1
    FROM fates f JOIN ledger_events e ON e.ev = f.ev JOIN silver_rows s ON s.ev = f.ev
    WHERE f.silver_copies > 0 AND NOT f.fields_right AND (f.expect <> 'q' OR (e.time_ms IS NOT NULL AND e.status IS NOT NULL))`,
  worst: 'table_name, event_id',
  judge: judgeAny,
};
