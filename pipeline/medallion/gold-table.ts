// One gold table: which files hold provisional rows, and the commit that replaces them, adds newly final windows and
// rewrites revised ones, all at once. So a reader of any version sees one consistent answer.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Settings } from '../contract/settings.ts';
import { appId, type GoldTableName } from '../contract/tables.ts';
import { type AddFile, decodedPath } from '../delta/actions.ts';
import { filesOverlapping } from '../delta/data-skipping.ts';
import type { NewDataFile } from '../delta/transaction.ts';
import { STATE_TABLES, sumsFor } from './gold-state.ts';
import type { Lakehouse } from './lakehouse.ts';
import { commitMoving, type Move } from './positions.ts';
import { type TransformationName, transformation } from './transformations.ts';

/** Marks the one file whose rows the next commit replaces. */
export const PROVISIONAL_TAG = 'lakequake.provisional';

const SQL: Readonly<Record<GoldTableName, TransformationName>> = {
  'gold.traffic': 'gold-traffic',
  'gold.status': 'gold-status',
  'gold.paths': 'gold-paths',
};

/** What a gold table has stored. */
export interface GoldPosition {
  /** Newest silver version in it; undefined before the first commit. */
  silverVersion: number | undefined;
  /** Windows that end at or before are final; undefined: none. */
  finalBeforeMs: number | undefined;
}

export interface GoldUpdate {
  silverVersion: number;
  finalBeforeMs: number | undefined;
  /** Starts of final windows whose rows change; their rows stand in table `gold_revised`. */
  revised: readonly number[];
}

export interface GoldTable {
  readonly name: GoldTableName;
  position(): GoldPosition;
  /** Brings the table to the update; returns the rows written. */
  update(from: GoldPosition, update: GoldUpdate): Promise<number>;
}

/** A gold table over the state tables of a connection. */
export function goldTable(
  connection: DuckDBConnection,
  lakehouse: Lakehouse,
  name: GoldTableName,
  settings: Settings,
): GoldTable {
  const table = lakehouse.tables[name];
  const topN = settings.silver.pathsTopN ?? Number.MAX_SAFE_INTEGER;
  const sql = transformation(SQL[name], { pathsTopN: String(topN) });
  const over = (rows: string, isFinal: boolean): string =>
    `SELECT *, ${isFinal} AS is_final FROM (WITH admitted AS (${rows}) ${sql})`;
  const open = (from: number | undefined, before: number | undefined): string => {
    const conditions = [
      ...(from === undefined ? [] : [`window_ms >= ${from}`]),
      ...(before === undefined ? [] : [`window_ms < ${before}`]),
    ];
    const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
    return `SELECT * FROM ${STATE_TABLES[name].name}${where}`;
  };

  /** Newly final rows and rewritten ones in one file; undefined when there are none. */
  async function writeFinal(from: GoldPosition, update: GoldUpdate, old: readonly AddFile[]) {
    const queries: string[] = [];
    if (update.finalBeforeMs !== undefined && update.finalBeforeMs !== from.finalBeforeMs) {
      queries.push(over(open(from.finalBeforeMs, update.finalBeforeMs), true));
    }
    if (update.revised.length > 0) {
      const windows = update.revised.join(', ');
      queries.push(
        `SELECT * FROM ${lakehouse.rowsOf(name, old)} AS kept WHERE instant_ms(window_start) NOT IN (${windows})`,
      );
      const rows = `(SELECT * FROM gold_revised WHERE admitted AND window_ms IN (${windows}))`;
      queries.push(over(sumsFor(name, rows), true));
    }
    return queries.length === 0
      ? undefined
      : lakehouse.write(connection, name, queries.join(' UNION ALL BY NAME '));
  }

  function filesOfWindows(starts: readonly number[]): AddFile[] {
    if (starts.length === 0) return [];
    const bounds = [new Date(Math.min(...starts)), new Date(Math.max(...starts))] as const;
    return filesOverlapping(table.snapshot(), 'window_start', ...bounds).filter(
      (file) => !isProvisional(file),
    );
  }

  return {
    name,
    position: () => ({
      silverVersion: table.transactionVersion(appId.gold),
      finalBeforeMs: table.transactionVersion(appId.goldFinalBefore),
    }),
    update: async (from, update) => {
      const rewritten = filesOfWindows(update.revised);
      const replaced = [...table.snapshot().files.values()].filter(isProvisional);
      const provisional = await lakehouse.write(
        connection,
        name,
        over(open(update.finalBeforeMs, undefined), false),
      );
      const final = await writeFinal(from, update, rewritten);
      const adds: NewDataFile[] = [];
      if (provisional)
        adds.push({ ...provisional, tags: { ...provisional.tags, [PROVISIONAL_TAG]: 'true' } });
      if (final) adds.push(final);
      const removes = [...replaced, ...rewritten].map((file) => decodedPath(file.path));
      const request = {
        adds,
        removes,
        operation: 'STREAMING UPDATE',
        operationParameters: { query: 'gold' },
      };
      await commitMoving(table, request, movesOf(from, update), settings.lake.positionCheck);
      return (provisional?.rows ?? 0) + (final?.rows ?? 0);
    },
  };
}

function isProvisional(file: AddFile): boolean {
  return file.tags?.[PROVISIONAL_TAG] === 'true';
}

function movesOf(from: GoldPosition, update: GoldUpdate): Move[] {
  const moves: Move[] = [{ appId: appId.gold, expected: from.silverVersion, version: update.silverVersion }];
  if (update.finalBeforeMs !== undefined) {
    moves.push({ appId: appId.goldFinalBefore, expected: from.finalBeforeMs, version: update.finalBeforeMs });
  }
  return moves;
}
