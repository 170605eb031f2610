// What a query of a user may cost. Pure.

export interface SqlLimits {
  timeMs: number;
  /** Most rows returned; the rest is cut off and said to be. */
  rows: number;
  memoryMb: number;
  threads: number;
}

export const DEFAULT_SQL_LIMITS: SqlLimits = { timeMs: 30_000, rows: 1_000, memoryMb: 512, threads: 2 };
