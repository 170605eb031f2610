// Checks one run: reads ledger and lake with the second reader, lets every checker look, adds the totals up. Read-only, and the
// pipeline's own counters are never asked. `chaos run` and `drain` both end here.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GOLD_TABLES, TABLES, type TableName } from '../pipeline/contract/tables.ts';
import { AFTERMATH_MS } from './detection.ts';
import { type LakeLog, readLakeLog } from './drivers/lake-log.ts';
import { readLedgerHeader } from './drivers/ledger-file.ts';
import { type OracleDatabase, openOracleDatabase } from './drivers/oracle-database.ts';
import { type Checker, type CheckerParameters, findingsSql, type Row } from './oracle/checker.ts';
import { fatesSql, type OracleRules } from './oracle/fates-sql.ts';
import { goldSql } from './oracle/gold-sql.ts';
import { lakeSql } from './oracle/lake-sql.ts';
import { ledgerSql } from './oracle/ledger-sql.ts';
import { BASE_TABLES, idMacros, quoted } from './oracle/tables.ts';
import { type Totals, totalsOf } from './oracle/totals.ts';
import { VISIBILITY } from './oracle/visibility-sql.ts';
import { discover } from './registry.ts';

/** What the run itself observed; empty for a `drain`. Times in ms since the epoch. */
export interface RunFacts {
  faults: { fault: string; injectedAt: number; undoneAt: number | null; noticeWithinSeconds?: number }[];
  signals: { signal: string; subject: string; firedAt: number; notices: 'fault' | 'damage' }[];
  /** recoverySeconds null: steady state was not back by the deadline. */
  recovery: { deadlineSeconds: number; recoverySeconds: number | null; reason: string } | null;
  health: { at: number; well: boolean }[];
  diagnoses: { at: number; question: string; rightCause: string; cause: string; says: string }[];
  measures: { at: number; name: string; unit: string; value: number; atMost: number }[];
}

export interface CheckRunOptions {
  /** One ledger per run that wrote into this lake, oldest first. */
  ledgerFiles: string[];
  lakeDir: string;
  rules: OracleRules;
  /** Next offset of every partition, from Kafka, once the input has ended; without it the unread tail counts as unseen. */
  endOffsets?: Record<string, string>;
  facts?: RunFacts;
  /** Checker ids to run; all unless given. */
  checkers?: readonly string[];
  availabilityGapMs?: number | null;
  stalenessMs?: number | null;
  onceFrom?: 'bronze' | 'silver';
  aftermathMs?: number;
  /** A reader may take so long: what a table lets go of must stay that long. Not asked without it. */
  readersNeedMs?: number | null;
}

export interface CheckResult {
  id: string;
  about: Checker['about'];
  title: string;
  means: string;
  violated: boolean;
  /** Number of anomalies. */
  count: number;
  /** At most 20, the worst first. */
  examples: Row[];
  ms: number;
}

export interface RunCheck {
  /** `broken` when any checker found something. Whether that was expected is not asked here. */
  verdict: 'held' | 'broken';
  checks: CheckResult[];
  totals: Totals;
  ms: number;
}

/** Checks a run. Throws only when ledger or lake cannot be read at all. */
export async function checkRun(options: CheckRunOptions): Promise<RunCheck> {
  const startedAt = performance.now();
  const checkers = await chosenCheckers(options.checkers);
  const database = await openOracleDatabase();
  try {
    await loadRun(database, options);
    const { availabilityGapMs = null, stalenessMs = null, onceFrom = 'bronze' } = options;
    const { aftermathMs = AFTERMATH_MS } = options;
    const parameters = { availabilityGapMs, stalenessMs, onceFrom, aftermathMs };
    const checks = await runCheckers(database, checkers, parameters);
    const totals = await totalsOf((sql) => database.rows(sql));
    const verdict = checks.some((check) => check.violated) ? 'broken' : 'held';
    return { verdict, checks, totals, ms: Math.round(performance.now() - startedAt) };
  } finally {
    await database.close();
  }
}

/** All checkers, by id. */
export function listCheckers(): Promise<Checker[]> {
  return discover<Checker>('checkers', 'checker');
}

async function chosenCheckers(ids: readonly string[] | undefined): Promise<Checker[]> {
  const all = await listCheckers();
  return ids === undefined ? all : all.filter((checker) => ids.includes(checker.id));
}

/** Fills the oracle's tables from the run's files and derives what became of every event. */
async function loadRun(database: OracleDatabase, options: CheckRunOptions): Promise<void> {
  const ledgers = await Promise.all(
    options.ledgerFiles.map(async (file) => ({ file, runId: (await readLedgerHeader(file)).runId })),
  );
  await database.run(BASE_TABLES + idMacros(ledgers.map(({ runId }) => runId)));
  await database.run(ledgerSql(ledgers));
  await loadLake(database, options);
  await database.run(factsSql(options.facts));
  await deriveFates(database, options.rules, options.facts !== undefined);
}

/** Derived tables out of the base tables: fates of all events, gold as it should be and, for a watched run, when each became visible. */
export async function deriveFates(
  database: OracleDatabase,
  rules: OracleRules,
  watched = true,
): Promise<void> {
  await database.run(fatesSql(rules));
  await database.run(goldSql(rules));
  // A drain has no samples to compare it with, and three million events would pay for it.
  await database.run(watched ? VISIBILITY : NOT_WATCHED);
}

const NOT_WATCHED =
  'CREATE TABLE visible (ev BIGINT, acked_at DOUBLE, bronze_at DOUBLE, silver_at DOUBLE, gold_at DOUBLE)';

async function loadLake(
  database: OracleDatabase,
  { lakeDir, endOffsets, readersNeedMs = null }: CheckRunOptions,
): Promise<void> {
  const tables: TableName[] = ['bronze', 'silver', 'quarantine', ...GOLD_TABLES];
  for (const table of tables) {
    const log = await readLakeLog(join(lakeDir, TABLES[table].path), database.connection);
    const readable = log.files.filter((file) => file.actualBytes !== null).map((file) => file.path);
    await database.run(lakeSql(table, readable) + logSql(table, log));
    if (readersNeedMs !== null) await database.run(letGoSql(table, log, readersNeedMs));
    if (table === 'bronze') await database.run(positionsSql(log, endOffsets));
  }
}

function logSql(table: TableName, log: LakeLog): string {
  const versions = log.versions.map(
    ({ version, problem }) =>
      `(${quoted(table)}, ${version}, ${problem === null ? 'NULL' : quoted(problem)})`,
  );
  const text = (value: string | null) => (value === null ? 'NULL' : quoted(value));
  const files = log.files.map(
    (file) =>
      `(${quoted(table)}, ${file.version}, ${quoted(file.path)}, ${file.sizeBytes}, ${file.actualBytes ?? 'NULL'}, ${text(file.checksum)}, ${text(file.actualChecksum)})`,
  );
  const progress = log.progress.map(
    ({ version, at, appId, position }) =>
      `(${quoted(table)}, ${version}, ${at}, ${quoted(appId)}, ${position})`,
  );
  return insert('lake_versions', versions) + insert('lake_files', files) + insert('lake_progress', progress);
}

/** Files gone sooner after the table let go of them than its readers need. */
function letGoSql(table: TableName, { letGo }: LakeLog, needMs: number): string {
  const newest = Math.max(...letGo.map(({ at }) => at));
  const gone = letGo.filter(({ path, at }) => at > newest - needMs && !existsSync(path));
  const rows = gone.map(
    ({ version, path, at }) => `(${quoted(table)}, ${version}, ${quoted(path)}, ${at}, ${needMs})`,
  );
  return `${insert('lake_let_go', rows)}SELECT 1;`;
}

/** How far bronze has read: its `txn` position, or (positions kept elsewhere) one beyond its newest row. */
function positionsSql(log: LakeLog, endOffsets: Record<string, string> | undefined): string {
  const known = [...log.positions].flatMap(([app, version]) => {
    const match = /^bronze\/.*\/(\d+)$/.exec(app);
    return match ? [`(${match[1]}, ${version}, NULL)`] : [];
  });
  const ends = Object.entries(endOffsets ?? {}).map(([partition, end]) => `(${partition}, NULL, ${end})`);
  return `${insert('positions', [...known, ...ends])}
INSERT INTO positions SELECT kafka_partition, max(kafka_offset) + 1, NULL FROM bronze_rows GROUP BY kafka_partition;
CREATE TABLE merged AS SELECT kafka_partition, max(next_offset) AS next_offset, max(end_offset) AS end_offset FROM positions GROUP BY kafka_partition;
DELETE FROM positions; INSERT INTO positions SELECT * FROM merged; DROP TABLE merged;`;
}

function factsSql(facts: RunFacts | undefined): string {
  if (facts === undefined) return 'SELECT 1;';
  const { faults, signals, recovery, health, diagnoses, measures } = facts;
  const rows: Record<string, (string | number | boolean | null)[][]> = {
    run_faults: faults.map((f) => [f.fault, f.injectedAt, f.undoneAt, f.noticeWithinSeconds ?? null]),
    run_signals: signals.map((s) => [s.signal, s.subject, s.firedAt, s.notices]),
    run_recovery:
      recovery === null ? [] : [[recovery.deadlineSeconds, recovery.recoverySeconds, recovery.reason]],
    run_health: health.map((h) => [h.at, h.well]),
    run_diagnoses: diagnoses.map((d) => [d.at, d.question, d.rightCause, d.cause, d.says]),
    run_measures: measures.map((m) => [m.at, m.name, m.unit, m.value, m.atMost]),
  };
  const literal = (value: string | number | boolean | null) =>
    value === null ? 'NULL' : typeof value === 'string' ? quoted(value) : String(value);
  const statements = Object.entries(rows).map(([table, values]) =>
    insert(
      table,
      values.map((row) => `(${row.map(literal).join(', ')})`),
    ),
  );
  return `${statements.join('')}SELECT 1;`;
}

function insert(table: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `INSERT INTO ${table} VALUES ${rows.join(', ')};\n`;
}

/** Asked after all others, whose findings it needs. */
const LAST = 'undetected';

/** Lets the checkers look, one after the other, and gives their findings. */
export async function runCheckers(
  database: OracleDatabase,
  checkers: readonly Checker[],
  parameters: CheckerParameters,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const ask = async (checker: Checker) => {
    const startedAt = performance.now();
    const rows = await database.rows(findingsSql(checker, parameters));
    const { id, about, title, means } = checker;
    const ms = () => Math.round(performance.now() - startedAt);
    results.push({ id, about, title, means, ...checker.judge(rows), ms: ms() });
  };
  for (const checker of checkers) if (checker.id !== LAST) await ask(checker);
  const damage = results.filter(({ about, violated }) => about === 'data' && violated);
  await database.run(
    `${insert(
      'run_damage',
      damage.map(({ id, count }) => `(${quoted(id)}, ${count})`),
    )}SELECT 1;`,
  );
  for (const checker of checkers) if (checker.id === LAST) await ask(checker);
  return results.sort((a, b) => (a.id < b.id ? -1 : 1));
}
