// SQL over a lake and its ledger, read-only: for `lakequake sql`, for `trace` and `why`, and for the dashboard's SQL box.
// Bounded in time, rows and memory; reads no file outside the lake and the ledger, and nothing from the network.
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LakequakeError } from '../../contract/errors.ts';
import { DeltaError } from '../../delta/errors.ts';
import { type DuckDbSession, openDuckDb } from '../../lake/duckdb-session.ts';
import { sqlText } from '../../lake/sql-text.ts';
import { namesForVersions } from './at-version.ts';
import { badSql, explainDuckDbError } from './bad-sql.ts';
import { type LakeTables, openLakeTables, type TableScope } from './lake-tables.ts';
import { DEFAULT_SQL_LIMITS, type SqlLimits } from './limits.ts';
import { type QueryResult, readRows } from './read-rows.ts';
import { checkReadsOnly } from './statement-guard.ts';
import { createViews, refreshViews } from './views.ts';

export interface LakeSqlOptions {
  /** Absolute folder of the lake; it need not exist. */
  lakeDir: string;
  /** Absolute paths of ledgers, or a folder whose `.jsonl` files are all of them (looked at anew for every query). None for a lake that is not ours. */
  ledger?: readonly string[] | { folder: string };
  /** Which tables there are; those of the lab and whatever else lies in the folder unless set. */
  scope?: TableScope;
  limits?: Partial<SqlLimits>;
}

export interface LakeSql {
  /** The tables behind the views, for readers that need versions and positions. */
  readonly tables: LakeTables;
  /** Ledger files as they are now. */
  ledgerFiles(): string[];
  /** Throws LakequakeError `bad-sql` or, when the signal fires, `aborted`. */
  query(sql: string, options?: { signal?: AbortSignal; rows?: number }): Promise<QueryResult>;
  /** Runs our own SQL (no guard, no row limit); never text of a user. */
  trusted(sql: string): Promise<Record<string, unknown>[]>;
  close(): void;
}

/** Opens the lake for reading; the newest state is looked up at every query. */
export async function openLakeSql(options: LakeSqlOptions): Promise<LakeSql> {
  const limits = { ...DEFAULT_SQL_LIMITS, ...options.limits };
  if (options.scope === undefined) mkdirSync(options.lakeDir, { recursive: true });
  const session = await openDuckDb({ threads: limits.threads, memoryLimitMb: limits.memoryMb });
  try {
    return await overSession(session, options, limits);
  } catch (error) {
    session.close();
    throw error;
  }
}

async function overSession(
  session: DuckDbSession,
  options: LakeSqlOptions,
  limits: SqlLimits,
): Promise<LakeSql> {
  const tables = openLakeTables(options.lakeDir, session, options.scope);
  const ledgerFiles = () => (options.ledger ? filesOf(options.ledger) : undefined);
  const catalog = await session.connect();
  await confine(catalog, options);
  await createViews(catalog, tables, ledgerFiles());
  const inTurn = oneAtATime();
  const refresh = (sql: string) => {
    const named = namesForVersions(sql, tables.names());
    return inTurn(() => refreshViews(catalog, tables, ledgerFiles(), sql, named.tables)).then(
      () => named.sql,
    );
  };
  return {
    tables,
    ledgerFiles: () => ledgerFiles() ?? [],
    query: async (sql, { signal, rows = limits.rows } = {}) => {
      const named = await refresh(sql).catch((error: unknown) => {
        throw error instanceof DeltaError
          ? badSql(error.message, error.hint, error)
          : explainDuckDbError(error, sql, limits, tablesHint(tables, options));
      });
      const bounded = { ...limits, rows };
      return withConnection(session, (connection) =>
        runBounded(connection, named, bounded, signal).catch((error: unknown) => {
          throw explainDuckDbError(error, named, bounded, tablesHint(tables, options));
        }),
      );
    },
    trusted: async (sql) => {
      const named = await refresh(sql);
      return withConnection(session, async (connection) =>
        (await readRows(connection, named, null)).objects(),
      );
    },
    close: () => {
      catalog.closeSync();
      session.close();
    },
  };
}

function filesOf(ledger: NonNullable<LakeSqlOptions['ledger']>): string[] {
  if (!('folder' in ledger)) return [...ledger];
  try {
    const names = readdirSync(ledger.folder).filter((name) => name.endsWith('.jsonl'));
    return names.sort().map((name) => join(ledger.folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** What there is to ask, for a lake that is not the lab's. */
function tablesHint(tables: LakeTables, { scope }: LakeSqlOptions): string | undefined {
  if (scope === undefined || scope === 'lab') return undefined;
  const names = tables.names();
  return `the tables are ${names.join(', ')}; also ${names[0]?.replace('.', '_')}_at(version), and history('${names[0]}')`;
}

/**
 * From here on DuckDB opens nothing but these folders, and nobody can widen that: neither setting can be changed back
 * while the database lives. (`lock_configuration` would also forbid the time zone that every connection sets.)
 */
async function confine(
  connection: DuckDBConnection,
  { lakeDir, ledger = [], scope }: LakeSqlOptions,
): Promise<void> {
  const lake = typeof scope === 'object' ? join(lakeDir, scope.path) : lakeDir;
  const folders = 'folder' in ledger ? [lake, ledger.folder] : [lake, ...ledger.map((file) => dirname(file))];
  const allowed = [...new Set(folders)].map((folder) => sqlText(`${folder}/`));
  await connection.run(`SET allowed_directories = [${allowed.join(', ')}]`);
  await connection.run('SET enable_external_access = false');
}

async function withConnection<T>(
  session: DuckDbSession,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await session.connect();
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
  }
}

const INSIST_EVERY_MS = 50;

async function runBounded(
  connection: DuckDBConnection,
  sql: string,
  limits: SqlLimits,
  signal?: AbortSignal,
): Promise<QueryResult> {
  let stopped: 'time' | 'signal' | undefined;
  let insist: NodeJS.Timeout | undefined;
  const stop = (why: 'time' | 'signal') => {
    stopped ??= why;
    connection.interrupt();
    // DuckDB forgets an interrupt that comes before a statement has begun to run, so it is told again until this ends.
    insist ??= setInterval(() => connection.interrupt(), INSIST_EVERY_MS);
  };
  const timer = setTimeout(stop, limits.timeMs, 'time');
  const onAbort = () => stop('signal');
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal?.aborted) stopped = 'signal';
    else {
      await checkReadsOnly(connection, sql);
      if (stopped === undefined) {
        const result = await readRows(connection, sql, limits.rows);
        if (stopped === undefined) return result;
      }
    }
  } catch (error) {
    if (stopped === undefined) throw error;
  } finally {
    clearTimeout(timer);
    clearInterval(insist);
    signal?.removeEventListener('abort', onAbort);
  }
  if (stopped === 'signal') throw new LakequakeError('aborted', 'the query was stopped');
  throw badSql(
    `the query took longer than ${limits.timeMs / 1000} s and was stopped`,
    'ask for less: fewer rows, a join on event_id; `npx lakequake sql` takes --timeout',
  );
}

/** Runs pieces of work one after the other; a failed piece does not stop the next. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
}
