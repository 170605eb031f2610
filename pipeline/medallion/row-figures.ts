// What the rows of silver's batches are like, for the signals: how many were read, kept and repeated, what they lack, how large they are,
// in which format they came. One aggregate per batch over the rows already judged (it also tells the reasons of the rejected ones).
// Good for watching, never for verdicts.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SilverFigures } from '../contract/progress.ts';
import { transformation } from './transformations.ts';

/** Judged rows that share reasons, shape (format, and what is unusual about it), class of status and magnitude of bytes; `has` counts values that are there. */
export interface RowGroup {
  /** Broken expectations; '' for an accepted row. */
  reasons: string;
  shape: string | null;
  statusClass: number | null;
  /** Place in `bytesLog2`; null without bytes. */
  magnitude: number | null;
  rows: number;
  has: Record<(typeof COLUMNS)[number], number>;
}

const COLUMNS = ['host', 'method', 'path', 'status', 'bytes'] as const;
const MAGNITUDES = 34;

/** The groups' SQL; `also`: more columns, each with a comma behind it. */
export function rowGroupsSql(also = ''): string {
  return transformation('row-groups', { also, magnitudes: String(MAGNITUDES) });
}

const whole = (value: unknown) => (value === null || value === undefined ? null : Number(value));

/** A row of that SQL, from whichever engine. */
export function rowGroup(row: Record<string, unknown>): RowGroup {
  return {
    reasons: String(row.reasons),
    shape: row.shape === null ? null : String(row.shape),
    statusClass: whole(row.status_class),
    magnitude: whole(row.magnitude),
    rows: Number(row.n),
    has: Object.fromEntries(
      COLUMNS.map((column) => [column, Number(row[`has_${column}`])]),
    ) as RowGroup['has'],
  };
}

/** The groups of the rows in `judged`. */
export async function readRowGroups(connection: DuckDBConnection): Promise<RowGroup[]> {
  const result = await connection.runAndReadAll(rowGroupsSql());
  return result.getRowObjects().map(rowGroup);
}

/** Rows of an id after its first among those judged; worth asking only where nothing leaves them out. */
export async function countDoubled(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll(
    'SELECT count(*) - count(DISTINCT event_id) AS n FROM judged',
  );
  return Number(result.getRowObjects()[0]?.n ?? 0);
}

/** Rows that are looked at together: how many of them are different depends on how many one looks at. */
const PATH_SAMPLE = 100;
/** At most so many such samples of a batch. */
const PATH_SAMPLES = 10;

/** How many different paths 100 rows in a row have, summed over samples of the batch; nothing is told of a smaller batch. */
export async function samplePaths(connection: DuckDBConnection): Promise<SilverFigures['paths']> {
  const result =
    await connection.runAndReadAll(`SELECT coalesce(sum(n), 0) AS sampled, coalesce(sum(d), 0) AS different FROM (
    SELECT count(*) AS n, count(DISTINCT path) AS d FROM (
      SELECT path, (row_number() OVER () - 1) // ${PATH_SAMPLE} AS sample FROM (
        SELECT path FROM judged WHERE reasons = '' AND path IS NOT NULL LIMIT ${PATH_SAMPLE * PATH_SAMPLES}))
    GROUP BY sample HAVING count(*) = ${PATH_SAMPLE})`);
  const { sampled = 0, different = 0 } = result.getRowObjects()[0] ?? {};
  return { sampled: Number(sampled), different: Number(different) };
}

/** The same of the first paths of a batch. */
export function varietyOf(paths: readonly string[]): SilverFigures['paths'] {
  const sum = { sampled: 0, different: 0 };
  for (let from = 0; from + PATH_SAMPLE <= paths.length; from += PATH_SAMPLE) {
    sum.sampled += PATH_SAMPLE;
    sum.different += new Set(paths.slice(from, from + PATH_SAMPLE)).size;
  }
  return sum;
}

/** Rejected rows by their reasons, most first. */
export function rejectedBy(groups: readonly RowGroup[]): [reasons: string, rows: number][] {
  const byReasons: Record<string, number> = {};
  for (const { reasons, rows } of groups) if (reasons !== '') count(byReasons, reasons, rows);
  return Object.entries(byReasons).sort(([, a], [, b]) => b - a);
}

interface Batch {
  read: number;
  rows: number;
  kept: number;
  deduplicated: number;
  doubled: number;
  groups: readonly RowGroup[];
  paths: SilverFigures['paths'];
}

/** Sums over the batches of this process. */
export function silverFigures(): { add: (batch: Batch) => void; now: () => SilverFigures | undefined } {
  let sums: SilverFigures | undefined;
  return {
    add({ read, rows, kept, deduplicated, doubled, groups, paths }) {
      sums ??= emptyFigures();
      sums.read += read;
      sums.accepted += rows;
      sums.quarantined += kept - rows;
      sums.repeated += deduplicated;
      sums.doubled += doubled;
      sums.paths.sampled += paths.sampled;
      sums.paths.different += paths.different;
      for (const group of groups) addGroup(sums, group);
    },
    now: () => sums && structuredClone(sums),
  };
}

function emptyFigures(): SilverFigures {
  return {
    read: 0,
    accepted: 0,
    quarantined: 0,
    repeated: 0,
    doubled: 0,
    nulls: {},
    bytesLog2: new Array(MAGNITUDES).fill(0),
    statusClasses: {},
    formats: {},
    paths: { sampled: 0, different: 0 },
  };
}

function addGroup(
  sums: SilverFigures,
  { reasons, shape, statusClass, magnitude, rows, has }: RowGroup,
): void {
  count(sums.formats, shape ?? 'none', rows);
  if (reasons !== '') return;
  for (const column of COLUMNS) count(sums.nulls, column, rows - has[column]);
  if (magnitude !== null) sums.bytesLog2[magnitude]! += rows;
  count(sums.statusClasses, String(statusClass ?? 'none'), rows);
}

function count(counts: Record<string, number>, key: string, rows: number): void {
  counts[key] = (counts[key] ?? 0) + rows;
}
