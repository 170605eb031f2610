// Which versions of an upstream table the next batch of a downstream query takes, and their rows as one relation. Only
// commits that brought rows count; compaction is skipped. Positions are versions, so a replay takes exactly the same rows.

import type { TableName } from '../contract/tables.ts';
import type { AddFile } from '../delta/actions.ts';
import { parseStatistics } from '../delta/statistics.ts';
import type { HandOver } from './hand-over.ts';
import type { Lakehouse } from './lakehouse.ts';

export interface VersionRange {
  /** Exclusive. */
  from: number;
  /** Inclusive. */
  to: number;
  /** With rows, in order. */
  versions: { version: number; files: readonly AddFile[] }[];
  rows: number;
  /** More versions wait beyond `to`. */
  more: boolean;
}

const rowsIn = (files: readonly AddFile[]): number =>
  files.reduce((sum, file) => sum + (parseStatistics(file.stats)?.numRecords ?? 0), 0);

/** Versions after `from` up to `latest`, at least one with rows if there is one, ending once `limitRows` is reached. */
export async function nextVersions(
  lakehouse: Lakehouse,
  table: TableName,
  from: number,
  latest: number,
  limitRows: number,
): Promise<VersionRange> {
  const range: VersionRange = { from, to: from, versions: [], rows: 0, more: false };
  for (const { version, files } of await lakehouse.tables[table].addedFiles(from, latest)) {
    const rows = rowsIn(files);
    if (range.rows > 0 && range.rows + rows > limitRows) return { ...range, more: true };
    range.to = version;
    range.rows += rows;
    if (files.length > 0) range.versions.push({ version, files });
  }
  return range;
}

/** The rows of a range, from what was handed over where it is held and from the files elsewhere. */
export function rowsOfVersions(
  lakehouse: Lakehouse,
  table: TableName,
  range: VersionRange,
  held: HandOver,
): string {
  const files = range.versions.filter(({ version }) => held.relation(version) === undefined);
  const relations = range.versions.flatMap(({ version }) => held.relation(version) ?? []);
  if (files.length > 0 || relations.length === 0) {
    relations.push(
      lakehouse.rowsOf(
        table,
        files.flatMap((one) => [...one.files]),
      ),
    );
  }
  return relations.map((relation) => `SELECT * FROM ${relation}`).join(' UNION ALL ');
}
