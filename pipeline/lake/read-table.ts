// A table's rows as SQL: a relation over exactly the files of a snapshot, with the snapshot's columns in order and of
// their types, also where older files lack a column and where there is no file at all.

import { type AddFile, decodedPath } from '../delta/actions.ts';
import { DeltaError } from '../delta/errors.ts';
import type { StructType } from '../delta/schema.ts';
import type { TableSnapshot } from '../delta/snapshot.ts';
import { parseStatistics } from '../delta/statistics.ts';
import type { LakeStorage } from '../delta/storage.ts';
import { emptyRelation, sqlFile } from './sql-text.ts';

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
  const paths = files.map((file) => sqlFile(storage.localPath(`${tablePath}/${decodedPath(file.path)}`)));
  // One look at every footer is only needed where files may differ in their columns.
  const option = files.length > 1 && !haveSameColumns(schema, files) ? ', union_by_name = true' : '';
  const names = schema.fields.map((field) => field.name);
  const rows = `SELECT * FROM read_parquet([${paths.join(', ')}]${option})`;
  return `(SELECT ${names.map(quoted).join(', ')} FROM (${emptyRelation(schema)} UNION ALL BY NAME ${rows}))`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** True when the statistics prove that every file has every column; without statistics nothing is proved. */
function haveSameColumns(schema: StructType, files: readonly AddFile[]): boolean {
  if (schema.fields.some((field) => typeof field.type !== 'string')) return false;
  const names = schema.fields.map((field) => field.name);
  return files.every((file) => {
    const nulls = parseStatistics(file.stats)?.nullCount;
    return nulls !== undefined && names.every((name) => name in nulls);
  });
}

/** Throws `version-vacuumed` unless every data file of an earlier version is still there. */
export async function checkFilesPresent(
  storage: LakeStorage,
  tablePath: string,
  snapshot: TableSnapshot,
): Promise<void> {
  const present = new Set((await storage.list(tablePath)).map((file) => file.name));
  const missing = [...snapshot.files.keys()].filter((path) => !path.includes('/') && !present.has(path));
  if (missing.length === 0) return;
  throw new DeltaError(
    'version-vacuumed',
    `version ${snapshot.version} of ${tablePath} cannot be read: ${missing.length} of its files were removed`,
    {
      context: { table: tablePath, version: snapshot.version, missing: missing.slice(0, 20) },
      hint: 'Vacuum removed them after the retention time; read a later version, or keep files longer.',
    },
  );
}
