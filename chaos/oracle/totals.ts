// The totals of a run, by counting rows of ledger and lake: what `drain` prints. Pure but for the query function it is given.
import type { Row } from './checker.ts';

export interface Totals {
  /** Events the ledger says were about to be sent (each once, however often it was tried). */
  sent: number;
  acked: number;
  bronze: number;
  silver: number;
  quarantine: number;
  /** In silver, and too late for their window in gold. */
  lateDropped: number;
  /** Acknowledged and absent from bronze. */
  lost: number;
  /** Extra rows of silver, by id. */
  duplicate: number;
  /** Extra rows of bronze, by id. */
  duplicateInBronze: number;
  /** Bytes over the rows of silver (`-` counts 0). */
  bytes: number;
  /** Rows of silver by status. */
  byStatus: Record<string, number>;
}

const COUNTS = `
SELECT (SELECT count(*) FROM fates WHERE outcome <> 'dropped') AS sent, (SELECT count(*) FROM fates WHERE outcome = 'acked') AS acked,
  (SELECT count(*) FROM bronze_rows) AS bronze, (SELECT count(*) FROM silver_rows) AS silver, (SELECT count(*) FROM quarantine_rows) AS quarantine,
  (SELECT count(*) FROM fates WHERE accepted AND NOT admitted) AS late_dropped,
  (SELECT count(*) FROM fates WHERE outcome = 'acked' AND bronze_copies = 0) AS lost,
  (SELECT count(*) - count(DISTINCT foreign_id) - (SELECT count(*) FROM silver_by_event) FROM silver_rows) AS duplicate,
  (SELECT count(*) - count(DISTINCT foreign_id) - (SELECT count(*) FROM bronze_by_event) FROM bronze_rows) AS duplicate_in_bronze,
  (SELECT coalesce(sum(bytes), 0)::BIGINT FROM silver_rows) AS bytes`;

/** Counts the totals of a loaded run. */
export async function totalsOf(query: (sql: string) => Promise<Row[]>): Promise<Totals> {
  const [row] = await query(COUNTS);
  const statuses = await query(
    'SELECT status, count(*) AS requests FROM silver_rows GROUP BY status ORDER BY status',
  );
  const count = (name: string) => Number(row?.[name] ?? 0);
  return {
    sent: count('sent'),
    acked: count('acked'),
    bronze: count('bronze'),
    silver: count('silver'),
    quarantine: count('quarantine'),
    lateDropped: count('late_dropped'),
    lost: count('lost'),
    duplicate: count('duplicate'),
    duplicateInBronze: count('duplicate_in_bronze'),
    bytes: count('bytes'),
    byStatus: Object.fromEntries(statuses.map((status) => [String(status.status), Number(status.requests)])),
  };
}
