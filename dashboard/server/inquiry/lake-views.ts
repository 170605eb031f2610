// The lake's tables for the Lake view: what there is, what every version did, files, schemas, rows at any version, quarantine. Reads the
// Delta log and a bounded number of rows; long text is cut.
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { TABLES, type TableName } from '../../../pipeline/contract/tables.ts';
import type { AddFile } from '../../../pipeline/delta/actions.ts';
import { isDeltaError } from '../../../pipeline/delta/errors.ts';
import { listLog } from '../../../pipeline/delta/log-segment.ts';
import { describeType, parseSchema, type StructType } from '../../../pipeline/delta/schema.ts';
import type { TableSnapshot } from '../../../pipeline/delta/snapshot.ts';
import { sqlName } from '../../../pipeline/lake/sql-text.ts';
import type { Inquiry } from './inquiry.ts';
import type { OpenLake } from './lake-pool.ts';

type Answer<T extends keyof Inquiry> = Awaited<
  ReturnType<Extract<Inquiry[T], (...args: never[]) => unknown>>
>;
type Columns = Answer<'lake'>['tables'][number]['columns'];

const NO_SUCH_VERSION: ReadonlySet<string> = new Set(['version-missing', 'version-gone', 'table-missing']);

/** Longest text of a cell in a page of rows. */
const CELL_CHARACTERS = 2_000;

const columnsOf = ({ fields }: StructType): Columns =>
  fields.map(({ name, type, nullable }) => ({ name, type: describeType(type), nullable }));

interface Statistics {
  numRecords?: number;
  minValues?: Record<string, unknown>;
  maxValues?: Record<string, unknown>;
}
const statisticsOf = ({ stats }: AddFile): Statistics => JSON.parse(stats ?? '{}') as Statistics;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The table at a version, or now. Throws `not-found` when there is no such version; undefined when there is no such table yet. */
async function snapshotAt(
  { sql }: OpenLake,
  table: TableName,
  version: number | undefined,
): Promise<TableSnapshot | undefined> {
  if (version === undefined) return sql.tables.newest(table);
  try {
    return await sql.tables.at(table, version);
  } catch (error) {
    if (!isDeltaError(error) || !NO_SUCH_VERSION.has(error.code)) throw error;
    throw new LakequakeError('not-found', `${table} has no version ${version} that can be read.`, {
      cause: error,
      hint: `See /api/lake/${table}/versions.`,
    });
  }
}

/** Version 0 while its commit is kept, else the oldest checkpoint's. */
async function oldestVersion({ sql }: OpenLake, table: TableName): Promise<number | null> {
  const { commits, checkpoints } = await listLog(sql.tables.ports, TABLES[table].path);
  const oldest = commits[0]?.version;
  if (oldest === 0) return 0;
  return checkpoints[0]?.version ?? oldest ?? null;
}

async function tableNow(lake: OpenLake, table: TableName): Promise<Answer<'lake'>['tables'][number]> {
  const snapshot = await snapshotAt(lake, table, undefined);
  if (snapshot === undefined)
    return {
      name: table,
      exists: false,
      version: null,
      oldestVersion: null,
      rows: null,
      files: null,
      sizeBytes: null,
      committedAt: null,
      columns: [],
    };
  const files = [...snapshot.files.values()];
  const newest = (await lake.sql.tables.commits(table, snapshot.version)).at(-1);
  return {
    name: table,
    exists: true,
    version: snapshot.version,
    oldestVersion: await oldestVersion(lake, table),
    rows: sum(files.map((file) => statisticsOf(file).numRecords ?? 0)),
    files: files.length,
    sizeBytes: sum(files.map(({ size }) => size)),
    committedAt: newest?.at ?? null,
    columns: columnsOf(snapshot.schema),
  };
}

/** All tables as they are now. */
export async function lakeNow(lake: OpenLake): Promise<Answer<'lake'>> {
  const names = Object.keys(TABLES) as TableName[];
  return { run: lake.places.name, tables: await Promise.all(names.map((name) => tableNow(lake, name))) };
}

/** Commits, newest first; `before` is the version under which to go on. */
export async function versionsOf(
  { sql }: OpenLake,
  table: TableName,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<Answer<'versions'>> {
  const newest = (await sql.tables.newest(table))?.version ?? -1;
  const to = Math.min(newest, (before ?? newest + 1) - 1);
  const commits = await sql.tables.commits(table, Math.max(0, to - limit + 1), to);
  const versions = commits.map(({ version, at, operation, userMetadata, actions }) => {
    const adds = actions.flatMap((action) => ('add' in action ? [action.add] : []));
    return {
      version,
      at,
      operation,
      filesAdded: adds.length,
      filesRemoved: actions.filter((action) => 'remove' in action).length,
      rowsAdded: sum(adds.map((add) => statisticsOf(add).numRecords ?? 0)),
      positions: Object.fromEntries(
        actions.flatMap((action) => ('txn' in action ? [[action.txn.appId, action.txn.version]] : [])),
      ),
      note: userMetadata,
    };
  });
  return { versions: versions.reverse(), more: to - limit + 1 > 0 && versions.length === limit };
}

/** Data files of a version (the newest, unless given), newest first. */
export async function filesOf(
  lake: OpenLake,
  table: TableName,
  { version, limit, offset }: { version?: number | undefined; limit: number; offset: number },
): Promise<Answer<'files'>> {
  const snapshot = await snapshotAt(lake, table, version);
  const files = [...(snapshot?.files ?? [])].reverse();
  return {
    version: snapshot?.version ?? 0,
    total: files.length,
    files: files.slice(offset, offset + limit).map(([path, file]) => {
      const { numRecords, minValues = {}, maxValues = {} } = statisticsOf(file);
      return {
        path,
        sizeBytes: file.size,
        rows: numRecords ?? null,
        modifiedAt: file.modificationTime,
        min: minValues,
        max: maxValues,
      };
    }),
  };
}

/** Every change of columns, oldest first. */
export async function schemasOf({ sql }: OpenLake, table: TableName): Promise<Answer<'schemas'>> {
  const changes: Answer<'schemas'>['changes'] = [];
  let before: Columns = [];
  for (const { version, at, actions } of await sql.tables.commits(table)) {
    const metadata = actions.findLast((action) => 'metaData' in action)?.metaData;
    if (metadata === undefined) continue;
    const columns = columnsOf(parseSchema(metadata.schemaString));
    changes.push({ version, at, columns, ...schemaDifference(before, columns) });
    before = columns;
  }
  return { changes };
}

function schemaDifference(before: Columns, after: Columns) {
  const [old, now] = [before, after].map((columns) => new Map(columns.map(({ name, type }) => [name, type])));
  return {
    added: before.length === 0 ? [] : [...now!.keys()].filter((name) => !old!.has(name)),
    removed: [...old!.keys()].filter((name) => !now!.has(name)),
    changed: [...now!].flatMap(([name, type]) =>
      old!.has(name) && old!.get(name) !== type ? [{ name, before: old!.get(name)!, after: type }] : [],
    ),
  };
}

/** How SQL names a table at a version, or now. */
const relationName = (table: TableName, version: number | undefined) =>
  version === undefined ? table : `${table.replace('.', '_')}_at(${version})`;

/** Rows of a version, long texts cut off. Throws `bad-argument` for a column that is not there. */
export async function rowsOf(
  lake: OpenLake,
  table: TableName,
  query: Parameters<Inquiry['rows']>[1],
): Promise<Answer<'rows'>> {
  const { version, limit, offset, order, direction } = query;
  const snapshot = await snapshotAt(lake, table, version);
  const fields = snapshot?.schema.fields ?? [];
  if (order !== undefined && !fields.some(({ name }) => name === order))
    throw new LakequakeError('bad-argument', `${table} has no column '${order}'.`, {
      hint: `Choose one of its columns: ${fields.map(({ name }) => name).join(', ')}.`,
    });
  const shown = fields.map(({ name, type }) =>
    type === 'string' ? `left(${sqlName(name)}, ${CELL_CHARACTERS}) AS ${sqlName(name)}` : sqlName(name),
  );
  if (shown.length === 0) return { version: null, columns: [], rows: [], offset, more: false };
  const sorted = order === undefined ? '' : `ORDER BY ${sqlName(order)} ${direction}`;
  const { columns, rows, truncated } = await lake.sql.query(
    `SELECT ${shown.join(', ')} FROM ${relationName(table, version)} ${sorted} LIMIT ${limit + 1} OFFSET ${offset}`,
    { rows: limit },
  );
  return { version: snapshot?.version ?? null, columns, rows, offset, more: truncated };
}

/** Refused rows by their reasons, most first, with the three newest of each. */
export async function quarantineOf(
  lake: OpenLake,
  version: number | undefined,
): Promise<Answer<'quarantine'>> {
  const snapshot = await snapshotAt(lake, 'quarantine', version);
  if (snapshot === undefined) return { version: null, total: 0, reasons: [] };
  const rows = await lake.sql.trusted(
    `SELECT reasons, count(*) AS n, epoch_ms(min(rejected_at)) AS first, epoch_ms(max(rejected_at)) AS last,
       arg_max(event_id, rejected_at, 3) AS ids, arg_max(coalesce(left(raw, 300), ''), rejected_at, 3) AS raws
     FROM ${relationName('quarantine', version)} GROUP BY reasons ORDER BY n DESC, reasons LIMIT 200`,
  );
  const reasons = rows.map(({ reasons: reason, n, first, last, ids, raws }) => ({
    reason: String(reason),
    rows: Number(n),
    firstAt: first === null ? null : Number(first),
    lastAt: last === null ? null : Number(last),
    examples: ((ids ?? []) as string[]).map((eventId, index) => ({
      eventId: String(eventId),
      raw: String((raws as string[])[index] ?? ''),
    })),
  }));
  return { version: snapshot.version, total: sum(reasons.map(({ rows: count }) => count)), reasons };
}
