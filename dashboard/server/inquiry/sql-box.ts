// The SQL box as the server sees it: one query at a time in a process of its own, because a query of one line can ask for gigabytes.
import type { z } from 'zod';
import type { sqlAnswerSchema } from '../../contract/lake.ts';
import { ownProcess } from '../isolated/own-process.ts';

export type SqlAnswer = z.output<typeof sqlAnswerSchema>;

export interface SqlQuestion {
  sql: string;
  run: string | null;
  limit: number;
}

export interface SqlBox {
  /** Throws `bad-sql`, `not-found`, `aborted` when the signal fires, or `internal`. One at a time is the caller's business. */
  query(
    query: { sql: string; run: string | undefined; limit: number },
    signal: AbortSignal,
  ): Promise<SqlAnswer>;
  close(): void;
}

export interface SqlBoxOptions {
  stateDir: string;
  mostMb?: number;
  idleMs?: number;
}

/** A query ends itself after ten seconds, and a process needs a few to start. */
const SILENT_MS = 40_000;

/** SQL in a process of its own, which is ended when it takes too much memory, is silent, or idle. */
export function sqlBox({ stateDir, mostMb = 1_200, idleMs = 60_000 }: SqlBoxOptions): SqlBox {
  const process = ownProcess<SqlQuestion, SqlAnswer>({
    script: new URL('./sql-process.ts', import.meta.url),
    args: [stateDir],
    mostMb,
    idleMs,
    silentMs: SILENT_MS,
  });
  return {
    query: ({ sql, run, limit }, signal) => process.ask({ sql, run: run ?? null, limit }, signal),
    close: process.close,
  };
}
