// What silver carries over from batch to batch by partition (the newest event time, the newest Kafka time), read from the positions that
// stand in its table and handed to the SQL as a small table.

/** The stored values of one kind of position, by partition. */
export function byPartition(
  stored: ReadonlyMap<string, number>,
  idOf: (p: number) => string,
): Map<number, number> {
  const prefix = idOf(0).slice(0, -1);
  const found = [...stored].filter(([id]) => id.startsWith(prefix));
  return new Map(found.map(([id, version]) => [Number(id.slice(prefix.length)), version]));
}

/** SQL that makes `newest_before`, which sql/silver.sql joins. */
export function newestBeforeTable(newest: ReadonlyMap<number, number>): string {
  const values = [...newest].map(([partition, ms]) => `(${partition}, ${ms}::BIGINT)`).join(', ');
  const rows = values === '' ? 'SELECT 0, 0::BIGINT WHERE false' : `VALUES ${values}`;
  return `CREATE OR REPLACE TEMP TABLE newest_before AS SELECT * FROM (${rows}) AS t(kafka_partition, newest_ms)`;
}
