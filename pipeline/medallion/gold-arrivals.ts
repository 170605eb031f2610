// Silver rows on their way into gold: judged by the row rule as table `gold_in` of a connection, and counted. Also which files of silver
// hold the rows of given windows, and those of final windows that are to be rewritten.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Settings } from '../contract/settings.ts';
import type { AddFile } from '../delta/actions.ts';
import { filesOverlapping } from '../delta/data-skipping.ts';
import type { TableSnapshot } from '../delta/snapshot.ts';
import { type BatchTimes, batchTimes, timeColumns } from './batch-times.ts';
import type { Lakehouse } from './lakehouse.ts';
import { transformation } from './transformations.ts';

/** Times are those that windows go by. */
export interface Arrival extends BatchTimes {
  /** Rows the row rule does not admit. */
  late: number;
}

export const NOTHING: Arrival = { ...batchTimes([]), late: 0 };

export interface GoldArrivals {
  /** Rows of a relation as table `gold_in`, and what arrived. */
  admit(rows: string): Promise<Arrival>;
  /** Starts of the admitted windows of `gold_in` that end at or before a time. */
  finalWindowsHit(finalBeforeMs: number | undefined): Promise<number[]>;
  /** All that silver holds of these final windows (by their starts), as table `gold_revised`. */
  readRevised(windows: readonly number[]): Promise<void>;
  /** Files of silver that may hold rows of windows at or after a time; undefined: all. */
  filesSince(snapshot: TableSnapshot, fromMs: number | undefined): AddFile[];
}

/** `connection` is the gold query's own; its tables and views stay until the next batch. */
export function goldArrivals(
  connection: DuckDBConnection,
  lakehouse: Lakehouse,
  { stream, silver }: Settings,
): GoldArrivals {
  const byEventTime = stream.windowTime === 'event-time';
  const admitted = transformation('admitted', {
    windowMs: String(stream.windowMs),
    allowedLatenessMs: byEventTime ? String(stream.allowedLatenessMs) : '0',
    windowTimeMs: byEventTime ? 'instant_ms(event_time)' : 'instant_ms(ingested_at)',
    stoodBehindMs: byEventTime ? 'behind_ms' : '0',
    filter: silver.goldFilter ?? 'true',
  });
  const timeColumn = byEventTime ? 'event_time' : 'ingested_at';
  const date = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

  return {
    admit: async (rows) => {
      await connection.run(`CREATE OR REPLACE TEMP VIEW silver_batch AS ${rows}`);
      await connection.run(`CREATE OR REPLACE TEMP TABLE gold_in AS ${admitted}`);
      const result = await connection.runAndReadAll(`SELECT ${timeColumns('window_time_ms')},
        count(*) FILTER (NOT admitted) AS late FROM gold_in GROUP BY 1`);
      const found = result.getRowObjects();
      return { ...batchTimes(found), late: found.reduce((sum, row) => sum + Number(row.late), 0) };
    },
    finalWindowsHit: async (finalBefore) => {
      if (finalBefore === undefined) return [];
      const result = await connection.runAndReadAll(
        `SELECT DISTINCT window_ms FROM gold_in WHERE admitted AND window_ms < ${finalBefore} ORDER BY 1`,
      );
      return result.getRowObjects().map((row) => Number(row.window_ms));
    },
    readRevised: async (windows) => {
      if (windows.length === 0) return;
      const snapshot = lakehouse.tables.silver.snapshot();
      const upToMs = Math.max(...windows) + stream.windowMs;
      const files = filesOverlapping(snapshot, timeColumn, new Date(Math.min(...windows)), new Date(upToMs));
      const rows = lakehouse.rowsOf('silver', files);
      await connection.run(`CREATE OR REPLACE TEMP VIEW silver_batch AS SELECT * FROM ${rows}`);
      await connection.run(`CREATE OR REPLACE TEMP TABLE gold_revised AS SELECT * FROM (${admitted})
        WHERE admitted AND window_ms IN (${windows.join(', ')})`);
    },
    filesSince: (snapshot, fromMs) => filesOverlapping(snapshot, timeColumn, date(fromMs), undefined),
  };
}
