// log-continuity: the Delta log has every version from its first to its newest, each can be read, and every file it adds exists
// with the size (and checksum, when it carries one) the log says. Where a run says how long readers need, a file the table let go of
// less than that before the end is still there, too.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'log-continuity',
  about: 'data',
  title: 'Delta logs with gaps or missing files',
  means: 'A reader of the table cannot reconstruct it.',
  sql: () => `
    SELECT table_name, version, NULL::VARCHAR AS path, problem, 1 AS weight FROM lake_versions WHERE problem IS NOT NULL
    UNION ALL
    SELECT table_name, version + 1, NULL, 'version missing (next is ' || next_version || ')', (next_version - version - 1)::INTEGER
    FROM (SELECT *, lead(version) OVER (PARTITION BY table_name ORDER BY version) AS next_version FROM lake_versions) WHERE next_version > version + 1
    UNION ALL
    SELECT table_name, version, path, CASE WHEN actual_bytes IS NULL THEN 'file missing' WHEN actual_bytes <> size_bytes
        THEN 'file has ' || actual_bytes || ' bytes, the log says ' || size_bytes ELSE 'checksum differs' END, 1
    FROM lake_files WHERE actual_bytes IS NULL OR actual_bytes <> size_bytes
      OR (checksum IS NOT NULL AND actual_checksum IS NOT NULL AND checksum <> actual_checksum)
    UNION ALL
    SELECT table_name, version, path, 'removed while a reader of version ' || (version - 1) || ' may still need it (for ' || readers_need_ms || ' ms)', 1
    FROM lake_let_go`,
  worst: 'table_name, version',
  judge: judgeAny,
};
