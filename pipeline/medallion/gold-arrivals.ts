// Silver rows on their way into gold: judged by the row rule as table `gold_in` of a connection, and counted.
import type { DuckDBConnection } from '@duckdb/node-api';

export interface Arrival {
  rows: number;
  /** Rows the row rule does not admit. */
  late: number;
  newestMs: Map<number, number>;
  eventTimeMs: { min: number; max: number; avg: number } | null;
}

export const NOTHING: Arrival = { rows: 0, late: 0, newestMs: new Map(), eventTimeMs: null };

export interface GoldArrivals {
  admit(rows: string): Promise<Arrival>;
  finalWindowsHit(finalBeforeMs: number | undefined): Promise<number[]>;
}

/** `admitted` is the transformation of that name, over view `silver_batch`. */
export function goldArrivals(connection: DuckDBConnection, admitted: string): GoldArrivals {
  /** Rows of a relation as table `gold_in`, and what arrived. */
  async function admit(rows: string): Promise<Arrival> {
    await connection.run(`CREATE OR REPLACE TEMP VIEW silver_batch AS ${rows}`);
    await connection.run(`CREATE OR REPLACE TEMP TABLE gold_in AS ${admitted}`);
    const result = await connection.runAndReadAll(`SELECT kafka_partition AS p, count(*) AS n,
      count(*) FILTER (NOT admitted) AS late, max(window_time_ms) AS newest, min(window_time_ms) AS oldest,
      avg(window_time_ms) AS mean FROM gold_in GROUP BY 1`);
    const found = result.getRowObjects();
    const sum = (pick: (row: (typeof found)[number]) => number): number =>
      found.reduce((total, row) => total + pick(row), 0);
    const count = sum((row) => Number(row.n));
    return {
      rows: count,
      late: sum((row) => Number(row.late)),
      newestMs: new Map(found.map((row) => [Number(row.p), Number(row.newest)])),
      eventTimeMs:
        count === 0
          ? null
          : {
              min: Math.min(...found.map((row) => Number(row.oldest))),
              max: Math.max(...found.map((row) => Number(row.newest))),
              avg: sum((row) => Number(row.mean) * Number(row.n)) / count,
            },
    };
  }

  /** Admitted windows of `gold_in` that end at or before a time. */
  async function finalWindowsHit(finalBefore: number | undefined): Promise<number[]> {
    if (finalBefore === undefined) return [];
    const result = await connection.runAndReadAll(
      `SELECT DISTINCT window_ms FROM gold_in WHERE admitted AND window_ms < ${finalBefore} ORDER BY 1`,
    );
    return result.getRowObjects().map((row) => Number(row.window_ms));
  }
  return { admit, finalWindowsHit };
}
