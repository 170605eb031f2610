// Rows of an id after its first are dropped; which rows those are says sql/repeated.sql, for both engines. Our ids carry a sequence number
// that grows per run and partition (sql/id-sequences.sql): as long as it grows, nothing can repeat and nothing is looked up. Anything
// else is looked up in bronze.
import type { DuckDBConnection } from '@duckdb/node-api';
import { filesOverlapping } from '../delta/data-skipping.ts';
import type { Lakehouse } from './lakehouse.ts';
import { transformation } from './transformations.ts';

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

/** Deduplication of a silver query on its own connection, where `bronze_input` is a view. */
export function deduplication(
  connection: DuckDBConnection,
  lakehouse: Lakehouse,
  horizonMs: number,
): Deduplication {
  let newest: Map<string, number> | undefined;
  let pending: Sequence[] = [];
  const keyOf = (one: Sequence): string => `${one.partition}/${one.run}`;

  /** Newest sequence numbers within the horizon, from bronze rows before this batch: below it, or stored before it, as a copy is that
   *  bronze wrote when it read the same offsets again. */
  async function readNewest(kafkaTimes: ReadonlyMap<number, number>): Promise<Map<string, number>> {
    if (kafkaTimes.size === 0) return new Map();
    const rows = `(SELECT history.* FROM ${historyRows(kafkaTimes)} AS history
      LEFT JOIN (
        SELECT kafka_partition, min(kafka_offset) AS first, min(ingested_at) AS since FROM bronze_input GROUP BY 1
      ) AS starts ON starts.kafka_partition = history.kafka_partition
      WHERE history.kafka_offset < coalesce(starts.first, history.kafka_offset + 1)
        OR history.ingested_at < starts.since)`;
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

  async function sequences(rows: string): Promise<Sequence[]> {
    const result = await connection.runAndReadAll(transformation('id-sequences', { rows }));
    return result.getRowObjects().map((row) => ({
      partition: Number(row.p),
      run: String(row.run),
      rows: Number(row.n),
      different: Number(row.different),
      first: row.least === null ? null : Number(row.least),
      last: row.greatest === null ? null : Number(row.greatest),
    }));
  }

  const cannotRepeat = (one: Sequence): boolean =>
    one.first !== null && one.different === one.rows && one.first > (newest?.get(keyOf(one)) ?? -1);

  /** Fills `repeated` with the places of repeated rows. */
  async function findRepeated(kafkaTimes: ReadonlyMap<number, number>): Promise<number> {
    const pairs = [...kafkaTimes].map(([partition, ms]) => `(${partition}, ${ms})`).join(', ');
    const before =
      pairs === ''
        ? 'SELECT NULL::INTEGER AS p, NULL::BIGINT AS ms WHERE false'
        : `FROM (VALUES ${pairs}) AS t(p, ms)`;
    const history = kafkaTimes.size === 0 ? 'bronze_input' : historyRows(kafkaTimes);
    await connection.run(`CREATE OR REPLACE TEMP VIEW kafka_before AS ${before}`);
    await connection.run(`CREATE OR REPLACE TEMP VIEW bronze_history AS SELECT * FROM ${history}`);
    const repeated = transformation('repeated', { horizonMs: String(horizonMs) });
    await connection.run(`CREATE OR REPLACE TEMP TABLE repeated AS ${repeated}`);
    const result = await connection.runAndReadAll('SELECT count(*) AS n FROM repeated');
    return Number(result.getRowObjects()[0]?.n ?? 0);
  }

  return {
    prepare: async (kafkaTimes) => {
      newest ??= await readNewest(kafkaTimes);
      pending = await sequences('bronze_input');
      const repeated = pending.every(cannotRepeat) ? 0 : await findRepeated(kafkaTimes);
      const batch = repeated > 0 ? transformation('unrepeated') : 'SELECT * FROM bronze_input';
      await connection.run(`CREATE OR REPLACE TEMP VIEW bronze_batch AS ${batch}`);
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
