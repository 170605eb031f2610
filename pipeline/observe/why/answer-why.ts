// `why`: gathers the facts, walks the chain, or ranks the changes. The live state of control is handed in by the caller,
// who knows how to ask it; without one, files have to do. Control is asked before the files are read, so that lag is never
// invented, and again after them when a position seems to lie beyond the end of its log.
import type { Change } from '../../contract/journal.ts';
import { appId, type TableName } from '../../contract/tables.ts';
import { readChanges } from '../change-journal.ts';
import { locateRun } from '../locate-run.ts';
import { type LakeSql, openLakeSql } from '../sql/open-lake-sql.ts';
import { type AskLive, confirmBeyond } from './confirm-beyond.ts';
import type { Facts } from './facts.ts';
import { gatherFromFiles } from './gather-files.ts';
import type { Question } from './link.ts';
import { overlayLive } from './overlay-live.ts';
import { patienceMs } from './patience.ts';
import { type RankedChange, rankChanges } from './rank-changes.ts';
import { turningPoint } from './turning-point.ts';
import { type Answer, loadLinks, walk } from './walk.ts';

export interface WhyOptions {
  stateDir: string;
  table: TableName;
  runId?: string;
  /** What control says now; undefined when it does not answer. Leave it out when no lab runs. */
  askLive?: AskLive;
  now?: number;
}

/** Walks the chain for one question. Throws `not-found` when there is no such run. */
export async function answerWhy(question: Question, options: WhyOptions): Promise<Answer & { facts: Facts }> {
  const { facts } = await withLake(options, async () => null);
  return { ...walk(await loadLinks(), question, options.table, facts), facts };
}

export interface ChangedAnswer {
  table: TableName;
  /** When things turned; null when the table goes on as it always did. */
  turnedAt: number | null;
  how: string;
  ranked: RankedChange[];
  summary: string;
}

/** Ranks the journal's changes before the moment things turned (`turnedAt`, or found in the table's history). */
export async function answerChanged(options: WhyOptions & { turnedAt?: number }): Promise<ChangedAnswer> {
  const { facts, result } = await withLake(options, (sql) => commitRows(sql, options.table));
  const found = options.turnedAt ?? turningPoint(result, facts.at, patienceMs(facts));
  const how =
    options.turnedAt !== undefined
      ? 'given'
      : found === null
        ? 'no turn in its history'
        : `from the history of ${options.table}`;
  const ranked = rankChanges(changesFor(options), found ?? facts.at, options.table);
  return {
    table: options.table,
    turnedAt: found,
    how,
    ranked,
    summary: summaryOf(ranked[0]?.change, found, options.table),
  };
}

/** What was changed for this run or for all; another run's deployment is no cause here. */
function changesFor({ stateDir, runId }: WhyOptions): Change[] {
  const changes = readChanges(stateDir);
  return runId === undefined
    ? changes
    : changes.filter((change) => change.runId === null || change.runId === runId);
}

function summaryOf(change: Change | undefined, turnedAt: number | null, table: TableName): string {
  const turned =
    turnedAt === null
      ? `${table} goes on as before`
      : `${table} turned at ${new Date(turnedAt).toISOString()}`;
  if (change === undefined) return `${turned}; the journal holds no change before that`;
  return `${turned}; most likely because of ${change.kind} ${change.subject}: ${JSON.stringify(change.before)} → ${JSON.stringify(change.after)} (${change.by})`;
}

async function withLake<T>(
  options: WhyOptions,
  use: (sql: LakeSql) => Promise<T>,
): Promise<{ facts: Facts; result: T }> {
  const { stateDir, table, askLive } = options;
  const clock = () => options.now ?? Date.now();
  const live = await askLive?.();
  const heardAt = clock();
  const shown = options.runId ?? (live?.run && live.run.kind !== 'lab' ? live.run.id : undefined);
  const places = locateRun(stateDir, shown);
  const sql = await openLakeSql({
    lakeDir: places.lakeDir,
    ledger: places.ledger,
    limits: { memoryMb: 1024 },
  });
  try {
    const facts = await gatherFromFiles(stateDir, places, sql, table, clock);
    const current = live !== undefined && (options.runId === undefined || live.run?.id === options.runId);
    const seen = current ? await confirmBeyond(overlayLive(facts, live, heardAt), askLive) : facts;
    return { facts: seen, result: await use(sql) };
  } finally {
    sql.close();
  }
}

/** Rows per commit; gold rewrites its windows, so for it the commits of silver tell how much came. */
async function commitRows(sql: LakeSql, table: TableName): Promise<{ at: number; rows: number }[]> {
  const commits = await sql.tables.commits(table);
  return commits.flatMap(({ at, actions }) => {
    const adds = actions.flatMap((action) => ('add' in action && action.add.dataChange ? [action.add] : []));
    const moved = actions.some((action) => 'txn' in action && action.txn.appId !== appId.quarantine);
    if (adds.length === 0 && !moved) return [];
    return [
      {
        at,
        rows: adds.reduce(
          (sum, add) => sum + ((JSON.parse(add.stats ?? '{}') as { numRecords?: number }).numRecords ?? 0),
          0,
        ),
      },
    ];
  });
}
