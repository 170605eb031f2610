// Rows of an id after its first are dropped. A row repeats an earlier one when a row of the same id stands before it in its
// partition (by offset, then by time of ingestion) and was produced within the horizon before the newest Kafka time seen
// so far; so the answer is the same whatever the batch boundaries. Our ids carry a sequence number that grows per run and
// partition: as long as it grows, nothing can repeat and nothing is looked up. Anything else is looked up in bronze.
import type { DuckDBConnection } from '@duckdb/node-api';
import { filesOverlapping } from '../delta/data-skipping.ts';
import type { Lakehouse } from './lakehouse.ts';

export interface Deduplication {
  /**
   * Prepares view `bronze_batch` (bronze_input without repeated rows) and says how many rows were left out.
   * `kafkaTimes` are the newest Kafka times per partition before this batch.
   */
  prepare(kafkaTimes: ReadonlyMap<number, number>): Promise<number>;
  /** The batch is stored: its sequence numbers count from now on. */
  accept(): void;
  /** Forget the sequence numbers (they are read again from bronze). */
  forget(): void;
}

interface Sequence {
  partition: number;
  run: string;
  rows: number;
  different: number;
  first: number | null;
  last: number | null;
}

const RUN = "split_part(event_id, '-', 1)";
const SEQUENCE = `TRY_CAST(substr(event_id, length(${RUN}) + 2) AS BIGINT)`;
/** Named by its own place in the log: it cannot repeat. */
const FOREIGN = "event_id = concat(kafka_topic, '-', kafka_partition, '-', kafka_offset)";

/** Sequence numbers by partition and run: while they grow, nothing can repeat. */
export const sequencesOf = (relation: string): string => `
  SELECT kafka_partition AS partition, ${RUN} AS run, count(*) AS rows, count(DISTINCT ${SEQUENCE}) AS different,
    min(${SEQUENCE}) AS first, max(${SEQUENCE}) AS last
  FROM ${relation} WHERE NOT (${FOREIGN}) GROUP BY 1, 2`;

/** Deduplication of a silver query on its own connection, where `bronze_input` is a view. */
export function deduplication(
  connection: DuckDBConnection,
  lakehouse: Lakehouse,
  horizonMs: number,
): Deduplication {
  let newest: Map<string, number> | undefined;
  let pending: Sequence[] = [];
  const keyOf = (one: Sequence): string => `${one.partition}/${one.run}`;

  /** Newest sequence numbers within the horizon, from bronze rows below this batch. */
  async function readNewest(kafkaTimes: ReadonlyMap<number, number>): Promise<Map<string, number>> {
    if (kafkaTimes.size === 0) return new Map();
    const rows = `(SELECT history.* FROM ${historyRows(kafkaTimes)} AS history
      LEFT JOIN (SELECT kafka_partition, min(kafka_offset) AS first FROM bronze_input GROUP BY 1) AS starts
        ON starts.kafka_partition = history.kafka_partition
      WHERE history.kafka_offset < coalesce(starts.first, history.kafka_offset + 1))`;
    const found = await sequences(rows);
    return new Map(found.flatMap((one) => (one.last === null ? [] : [[keyOf(one), one.last]])));
  }

  /** Bronze rows young enough to be repeated now or later. */
  function historyRows(kafkaTimes: ReadonlyMap<number, number>): string {
    const oldest = Math.min(...kafkaTimes.values()) - horizonMs;
    const files = filesOverlapping(
      lakehouse.tables.bronze.snapshot(),
      'kafka_time',
      new Date(oldest),
      undefined,
    );
    return lakehouse.rowsOf('bronze', files);
  }

  async function sequences(relation: string): Promise<Sequence[]> {
    const result = await connection.runAndReadAll(sequencesOf(relation));
    return result.getRowObjects().map((row) => ({
      partition: Number(row.partition),
      run: String(row.run),
      rows: Number(row.rows),
      different: Number(row.different),
      first: row.first === null ? null : Number(row.first),
      last: row.last === null ? null : Number(row.last),
    }));
  }

  const cannotRepeat = (one: Sequence): boolean =>
    one.first !== null && one.different === one.rows && one.first > (newest?.get(keyOf(one)) ?? -1);

  /** Fills `repeated` with the places of repeated rows. */
  async function findRepeated(kafkaTimes: ReadonlyMap<number, number>): Promise<number> {
    const carried = [...kafkaTimes].map(([partition, ms]) => `(${partition}, ${ms})`).join(', ');
    const before =
      carried === '' ? 'SELECT NULL::INTEGER AS p, NULL::BIGINT AS ms WHERE false' : `VALUES ${carried}`;
    const floor = Math.min(...kafkaTimes.values(), Number.MAX_SAFE_INTEGER);
    const history = floor === Number.MAX_SAFE_INTEGER ? 'bronze_input' : historyRows(kafkaTimes);
    await connection.run(`CREATE OR REPLACE TEMP TABLE repeated AS
      WITH carried(p, ms) AS (${before}), batch AS (
        SELECT event_id, kafka_partition, kafka_offset, ingested_at, instant_ms(kafka_time) AS at_ms,
          max(instant_ms(kafka_time)) OVER (PARTITION BY kafka_partition ORDER BY kafka_offset, ingested_at) AS newest_here
        FROM bronze_input WHERE NOT (${FOREIGN})
      ), timed AS (
        SELECT batch.*, greatest(newest_here, carried.ms) AS newest_ms
        FROM batch LEFT JOIN carried ON carried.p = batch.kafka_partition
      ), earlier AS (
        SELECT event_id, kafka_partition, kafka_offset, ingested_at, instant_ms(kafka_time) AS at_ms
        FROM ${history} WHERE event_id IN (SELECT event_id FROM batch)
        UNION SELECT event_id, kafka_partition, kafka_offset, ingested_at, at_ms FROM batch
      )
      SELECT DISTINCT timed.kafka_partition, timed.kafka_offset, timed.ingested_at FROM timed JOIN earlier
        ON earlier.event_id = timed.event_id AND earlier.kafka_partition = timed.kafka_partition
        AND (earlier.kafka_offset < timed.kafka_offset
          OR (earlier.kafka_offset = timed.kafka_offset AND earlier.ingested_at < timed.ingested_at))
        AND earlier.at_ms >= timed.newest_ms - ${horizonMs}`);
    const result = await connection.runAndReadAll('SELECT count(*) AS n FROM repeated');
    return Number(result.getRowObjects()[0]?.n ?? 0);
  }

  return {
    prepare: async (kafkaTimes) => {
      newest ??= await readNewest(kafkaTimes);
      pending = await sequences('bronze_input');
      const repeated = pending.every(cannotRepeat) ? 0 : await findRepeated(kafkaTimes);
      const without = ` WHERE (kafka_partition, kafka_offset, ingested_at) NOT IN
        (SELECT (kafka_partition, kafka_offset, ingested_at) FROM repeated)`;
      await connection.run(
        `CREATE OR REPLACE TEMP VIEW bronze_batch AS SELECT * FROM bronze_input${repeated > 0 ? without : ''}`,
      );
      return repeated;
    },
    accept: () => {
      for (const one of pending) {
        const key = keyOf(one);
        if (one.last !== null) newest?.set(key, Math.max(newest.get(key) ?? -1, one.last));
      }
    },
    forget: () => {
      newest = undefined;
    },
  };
}
