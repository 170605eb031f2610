// A table's rows as SQL: a relation over exactly the files of a snapshot, with the snapshot's columns in order and of
// their types, also where older files lack a column, where a column's value stands in the log (partition values) and
// where there is no file at all.

import { type AddFile, decodedPath } from '../delta/actions.ts';
import { DeltaError } from '../delta/errors.ts';
import type { StructField, StructType } from '../delta/schema.ts';
import type { TableSnapshot } from '../delta/snapshot.ts';
import { parseStatistics } from '../delta/statistics.ts';
import type { LakeStorage } from '../delta/storage.ts';
import { emptyRelation, sqlFile, sqlName, sqlText, sqlType } from './sql-text.ts';

export interface ReadOptions {
  /** Only these files of the table, as from `addedFiles` or `filesOverlapping`; all of them unless given. */
  readonly files?: Iterable<AddFile>;
}

/** A parenthesised SQL relation, to be used after FROM (with an alias). */
export function tableRelation(
  storage: LakeStorage,
  tablePath: string,
  snapshot: Pick<TableSnapshot, 'schema' | 'files'>,
  options: ReadOptions = {},
): string {
  const files = [...(options.files ?? snapshot.files.values())];
  return relationOverFiles(storage, tablePath, snapshot.schema, files);
}

/** The same over given files and columns, for a reader that has no snapshot at hand. */
export function relationOverFiles(
  storage: LakeStorage,
  tablePath: string,
  schema: StructType,
  files: readonly AddFile[],
): string {
  if (files.length === 0) return `(${emptyRelation(schema)})`;
  const names = schema.fields.map((field) => sqlName(field.name)).join(', ');
  const parts = byPartitionValues(files).map((part) => rowsOfPart(storage, tablePath, schema, part));
  return `(SELECT ${names} FROM (${[emptyRelation(schema), ...parts].join(' UNION ALL BY NAME ')}))`;
}

/** Files of equal partition values read as one: those values stand in the log and not in the file. */
function rowsOfPart(
  storage: LakeStorage,
  tablePath: string,
  schema: StructType,
  files: readonly AddFile[],
): string {
  const paths = files.map((file) => sqlFile(storage.localPath(`${tablePath}/${decodedPath(file.path)}`)));
  const values = files[0]!.partitionValues ?? {};
  const inFiles = schema.fields.filter((field) => !(field.name in values));
  // One look at every footer is only needed where files may differ in their columns.
  const union = files.length > 1 && !haveSameColumns(inFiles, files) ? ', union_by_name = true' : '';
  // Folder names look like partition values, and DuckDB would guess their types.
  const rows = `read_parquet([${paths.join(', ')}]${union}, hive_partitioning = false)`;
  const constants = schema.fields.filter((field) => field.name in values);
  if (constants.length === 0) return `SELECT * FROM ${rows}`;
  // Some writers keep the values in the file as well; the log decides.
  const others = `COLUMNS(c -> c NOT IN (${constants.map(({ name }) => sqlText(name)).join(', ')}))`;
  return `SELECT ${others}, ${constants.map((field) => partitionValue(field, values)).join(', ')} FROM ${rows}`;
}

function byPartitionValues(files: readonly AddFile[]): AddFile[][] {
  const parts = new Map<string, AddFile[]>();
  for (const file of files) {
    const key = JSON.stringify(Object.entries(file.partitionValues ?? {}).sort());
    const part = parts.get(key);
    if (part) part.push(file);
    else parts.set(key, [file]);
  }
  return [...parts.values()];
}

/** https://github.com/delta-io/delta/blob/master/PROTOCOL.md#partition-value-serialization: '' is NULL. */
function partitionValue(field: StructField, values: AddFile['partitionValues']): string {
  const text = values[field.name];
  const as = sqlName(field.name);
  if (text === null || text === undefined || text === '') return `NULL::${sqlType(field.type)} AS ${as}`;
  if (field.type === 'binary') return `encode(${sqlText(text)}) AS ${as}`;
  return `CAST(${sqlText(text)} AS ${sqlType(field.type)}) AS ${as}`;
}

/** True when the statistics prove that every file has every column; without statistics nothing is proved. */
function haveSameColumns(fields: readonly StructField[], files: readonly AddFile[]): boolean {
  if (fields.some((field) => typeof field.type !== 'string')) return false;
  return files.every((file) => {
    const nulls = parseStatistics(file.stats)?.nullCount;
    return nulls !== undefined && fields.every(({ name }) => name in nulls);
  });
}

/** Throws `version-vacuumed` unless every data file of an earlier version is still there. */
export async function checkFilesPresent(
  storage: LakeStorage,
  tablePath: string,
  snapshot: TableSnapshot,
): Promise<void> {
  const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
  const present = new Set<string>();
  for (const folder of new Set([...snapshot.files.keys()].map(folderOf))) {
    for (const { name } of await storage.list(`${tablePath}/${folder}`)) present.add(`${folder}${name}`);
  }
  const missing = [...snapshot.files.keys()].filter((path) => !present.has(path));
  if (missing.length === 0) return;
  throw new DeltaError(
    'version-vacuumed',
    `version ${snapshot.version} of ${tablePath} cannot be read: ${missing.length} of its files were removed`,
    {
      context: { table: tablePath, version: snapshot.version, missing: missing.slice(0, 20) },
      hint: 'Read a later version, or keep files longer: vacuum removed them after the retention time.',
    },
  );
}
