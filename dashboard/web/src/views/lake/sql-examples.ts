// Queries to start from: each answers a question somebody has of the lake. They must run as they stand.

export interface SqlExample {
  title: string;
  sql: string;
}

export const SQL_EXAMPLES: readonly SqlExample[] = [
  {
    title: 'What gold shows',
    sql: 'SELECT window_start, requests, errors, is_final\nFROM gold.traffic\nORDER BY window_start DESC\nLIMIT 20',
  },
  {
    title: 'Acknowledged, not in bronze',
    sql: "SELECT l.event_id, l.made_at, l.kafka_partition, l.kafka_offset\nFROM ledger l\nANTI JOIN bronze b USING (event_id)\nWHERE l.outcome = 'acked'\nORDER BY l.seq\nLIMIT 100",
  },
  {
    title: 'In silver twice',
    sql: 'SELECT event_id, count(*) AS times\nFROM silver\nGROUP BY event_id\nHAVING count(*) > 1\nORDER BY times DESC\nLIMIT 50',
  },
  {
    title: 'Refused, by reason',
    sql: 'SELECT reasons, count(*) AS refused, min(rejected_at) AS first, max(rejected_at) AS last\nFROM quarantine\nGROUP BY reasons\nORDER BY refused DESC',
  },
  {
    title: 'How late rows came',
    sql: 'SELECT kafka_partition, count(*) AS late, max(behind_ms) AS worst_ms\nFROM silver\nWHERE behind_ms > 0\nGROUP BY kafka_partition\nORDER BY worst_ms DESC',
  },
  {
    title: 'What commits did',
    sql: "SELECT version, operation, files_added, files_removed, rows_added\nFROM history('silver')\nORDER BY version DESC\nLIMIT 20",
  },
  {
    title: 'Windows that were revised',
    sql: 'SELECT now.window_start, was.requests AS was, now.requests AS is_now\nFROM gold.traffic now\nJOIN gold.traffic_at(1) was USING (window_start)\nWHERE now.requests <> was.requests',
  },
];

/** What the completion offers besides the tables' columns. */
export const LEDGER_COLUMNS =
  'event_id run_id seq batch outcome made_at settled_at topic kafka_partition kafka_offset why event_time host method path status bytes format expected'.split(
    ' ',
  );
