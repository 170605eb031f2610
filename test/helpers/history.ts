// Small hand-made histories for the checkers: a perfect run of a few events, written straight into the oracle's base tables, which a
// test then damages with one SQL statement before the fates are derived.
import { type CheckResult, deriveFates, listCheckers, runCheckers } from '../../chaos/check-run.ts';
import { AFTERMATH_MS } from '../../chaos/detection.ts';
import { type OracleDatabase, openOracleDatabase } from '../../chaos/drivers/oracle-database.ts';
import type { CheckerParameters } from '../../chaos/oracle/checker.ts';
import { BASE_TABLES, FIELDS_HASH, idMacros } from '../../chaos/oracle/tables.ts';
import { type Totals, totalsOf } from '../../chaos/oracle/totals.ts';

export const T0 = 1_790_000_000_000;
export const RULES = { windowMs: 10_000, allowedLatenessMs: 10_000, pathsTopN: 2 };

/** One event: `at` is its true event time in ms after T0. */
export interface HistoryEvent {
  seq: number;
  partition: number;
  offset: number;
  at: number;
  expect?: 's' | 'q';
  /** The time its line tells, where it lies; ms after T0. */
  claims?: number;
  status?: number;
  bytes?: number;
  host?: string;
  path?: string;
}

/** Twelve events in two partitions, one to quarantine, none late: everything adds up. */
export const GOOD: HistoryEvent[] = Array.from({ length: 12 }, (_, seq) => ({
  seq,
  partition: seq % 2,
  offset: Math.floor(seq / 2),
  at: seq * 2_000,
  expect: seq === 5 ? ('q' as const) : ('s' as const),
  status: seq % 4 === 0 ? 404 : 200,
  bytes: 100 + seq,
  host: `host${seq % 3}`,
  path: `/p${seq % 4}`,
}));

export interface HistoryResult {
  checks: Map<string, CheckResult>;
  totals: Totals;
  violated: string[];
}

const EVENT = (e: HistoryEvent) =>
  `(${e.seq}, ${e.seq}, ${e.seq * 1048576}, 'acked', ${e.partition}, ${e.offset}, ${T0 + e.at}, ${T0 + e.at + 5}, ${T0 + e.at}, '${e.host ?? 'h'}', 'GET', '${e.path ?? '/'}', ${e.status ?? 200}, ${e.bytes ?? 0}, 'clf', '${e.expect ?? 's'}', '${e.host ?? 'h'}', hash('md5-${e.seq}'), 0, ${e.claims === undefined ? 'NULL' : T0 + e.claims})`;

/** The events admitted by the row rule, written here a third time as a loop. */
export function admitted(events: HistoryEvent[], rules = RULES): HistoryEvent[] {
  const newest = new Map<number, number>();
  const inOrder = [...events].sort((a, b) => a.partition - b.partition || a.offset - b.offset);
  return inOrder.filter((e) => {
    if (e.expect === 'q') return false;
    const time = T0 + e.at;
    const before = newest.get(e.partition) ?? time;
    newest.set(e.partition, Math.max(before, time));
    return Math.max(before, time) - rules.allowedLatenessMs < windowOf(e, rules) + rules.windowMs;
  });
}

export function windowOf(e: HistoryEvent, rules = RULES): number {
  const time = T0 + e.at;
  return time - (time % rules.windowMs);
}

function goldRows(events: HistoryEvent[]): string {
  const windows = groupBy(events, (event) => windowOf(event));
  const traffic: string[] = [];
  const status: string[] = [];
  const paths: string[] = [];
  for (const [window, rows] of windows) {
    const bytes = rows.reduce((sum, e) => sum + (e.bytes ?? 0), 0);
    const errors = rows.filter((e) => (e.status ?? 200) >= 400).length;
    traffic.push(
      `(${window}, ${rows.length}, ${bytes}, ${errors}, ${new Set(rows.map((e) => e.host ?? 'h')).size}, true)`,
    );
    for (const [code, some] of groupBy(rows, (e) => e.status ?? 200))
      status.push(`(${window}, ${code}, ${some.length}, true)`);
    const byPath = [...groupBy(rows, (e) => e.path ?? '/')].sort(
      (a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1),
    );
    for (const [path, some] of byPath.slice(0, RULES.pathsTopN))
      paths.push(`(${window}, '${path}', ${some.length}, true)`);
    const rest = byPath.slice(RULES.pathsTopN).reduce((sum, [, some]) => sum + some.length, 0);
    if (rest > 0) paths.push(`(${window}, '(other)', ${rest}, true)`);
  }
  return [
    insert('traffic_shown', traffic),
    insert('status_shown', status),
    insert('paths_shown', paths),
  ].join('');
}

function groupBy<K>(events: HistoryEvent[], key: (event: HistoryEvent) => K): Map<K, HistoryEvent[]> {
  const groups = new Map<K, HistoryEvent[]>();
  for (const event of events) groups.set(key(event), [...(groups.get(key(event)) ?? []), event]);
  return groups;
}

function insert(table: string, rows: string[]): string {
  return rows.length === 0 ? '' : `INSERT INTO ${table} VALUES ${rows.join(', ')};`;
}

/** Base tables of a run in which a perfect pipeline handled these events. */
export async function perfectRun(database: OracleDatabase, events: HistoryEvent[]): Promise<void> {
  const good = events.filter((e) => e.expect !== 'q');
  await database.run(`${BASE_TABLES + idMacros(['rtest'])}
    INSERT INTO runs VALUES (0, 'rtest');
    ${insert('ledger_events', events.map(EVENT))}
    ${insert(
      'acks',
      events.map((e) => `(${T0 + e.at + 5}, 1)`),
    )}
    ${insert(
      'bronze_rows',
      events.map((e) => `(${e.seq}, NULL, ${e.partition}, ${e.offset}, hash('md5-${e.seq}'))`),
    )}
    ${insert(
      'silver_rows',
      good.map(
        (e) =>
          `(${e.seq}, NULL, ${T0 + e.at}, 0, '${e.host ?? 'h'}', 'GET', '${e.path ?? '/'}', ${e.status ?? 200}, ${e.bytes ?? 0}, 'clf', ${e.partition}, ${e.offset}, 0)`,
      ),
    )}
    ${insert(
      'quarantine_rows',
      events
        .filter((e) => e.expect === 'q')
        .map((e) => `(${e.seq}, NULL, hash('md5-${e.seq}'), 'bad', ${e.partition}, ${e.offset})`),
    )}
    ${goldRows(admitted(events))}
    INSERT INTO positions SELECT kafka_partition, max(kafka_offset) + 1, max(kafka_offset) + 1 FROM bronze_rows GROUP BY kafka_partition;
    INSERT INTO lake_versions SELECT 'bronze', unnest(range(5)), NULL;
    INSERT INTO lake_files VALUES ('bronze', 4, '/lake/a.parquet', 10, 10, NULL, NULL);
    INSERT INTO lake_progress SELECT 'bronze', 1 + kafka_offset, ${T0} + 2500 + kafka_offset * 4000,
      'bronze/requests/' || kafka_partition, kafka_offset + 1 FROM bronze_rows;
    INSERT INTO lake_progress SELECT 'silver', position, min(committed_at) + 300, 'silver/bronze-version', position
      FROM (SELECT version AS position, committed_at FROM lake_progress WHERE table_name = 'bronze') GROUP BY position;
    INSERT INTO lake_progress SELECT 'gold.traffic', version, committed_at + 400, 'gold/silver-version', version FROM lake_progress WHERE table_name = 'silver';
    SELECT 1;`);
}

/** Damage is done to the fields; their hashes follow. */
const HASH_FIELDS = `UPDATE silver_rows SET fields_hash = ${FIELDS_HASH};
  UPDATE ledger_events SET fields_hash = ${FIELDS_HASH.replace('event_ms', 'time_ms')};`;

/** Runs all checkers over a perfect run of `events` that `damage` (SQL) has spoilt. */
export async function judgeHistory(
  damage = 'SELECT 1',
  events: HistoryEvent[] = GOOD,
  { watched = true, ...parameters }: Partial<CheckerParameters> & { watched?: boolean } = {},
): Promise<HistoryResult> {
  const database = await openOracleDatabase({ small: true });
  try {
    await perfectRun(database, events);
    await database.run(damage);
    await database.run(HASH_FIELDS);
    await deriveFates(database, RULES, watched);
    const checks = await runCheckers(database, await listCheckers(), {
      availabilityGapMs: null,
      stalenessMs: null,
      onceFrom: 'bronze',
      aftermathMs: AFTERMATH_MS,
      ...parameters,
    });
    return {
      checks: new Map(checks.map((check) => [check.id, check])),
      totals: await totalsOf((sql) => database.rows(sql)),
      violated: checks.filter((check) => check.violated).map((check) => check.id),
    };
  } finally {
    await database.close();
  }
}
