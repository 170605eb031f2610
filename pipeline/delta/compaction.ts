// Compaction: many small files become few, without changing a row. Both sides of the commit carry dataChange = false,
// so streaming readers skip it; it conflicts with whoever removed one of its files, never with an append.

import type { AddFile } from './actions.ts';
import { decodedPath } from './actions.ts';
import type { TableSnapshot } from './snapshot.ts';
import type { DeltaTable } from './table.ts';
import type { NewDataFile } from './transaction.ts';

export interface CompactionSettings {
  /** About how large a merged file may become. 128 MiB unless set. */
  readonly targetSizeBytes?: number;
  /** Files at least this large are left alone. Half the target unless set. */
  readonly smallerThanBytes?: number;
  /** A group of fewer files than this is not worth a rewrite. 4 unless set. */
  readonly minFiles?: number;
  /** Most files in one group. 1,000 unless set. */
  readonly maxFiles?: number;
}

/** Writes the rows of the given files, in their order, as one published file. */
export type MergeFiles = (
  files: readonly AddFile[],
  snapshot: TableSnapshot,
) => Promise<NewDataFile | undefined>;

export interface Compacted {
  readonly version: number;
  readonly filesBefore: number;
  readonly sizeBytesBefore: number;
  readonly sizeBytesAfter: number;
}

/** Which files to merge with which: small ones, in the order they were added. Pure. */
export function planCompaction(snapshot: TableSnapshot, settings: CompactionSettings = {}): AddFile[][] {
  const target = settings.targetSizeBytes ?? 128 * 1024 * 1024;
  const small = settings.smallerThanBytes ?? target / 2;
  const groups: AddFile[][] = [];
  let group: AddFile[] = [];
  let sizeBytes = 0;
  for (const file of snapshot.files.values()) {
    if (file.size >= small) continue;
    if (
      group.length > 0 &&
      (sizeBytes + file.size > target || group.length >= (settings.maxFiles ?? 1_000))
    ) {
      groups.push(group);
      group = [];
      sizeBytes = 0;
    }
    group.push(file);
    sizeBytes += file.size;
  }
  groups.push(group);
  return groups.filter((one) => one.length >= Math.max(2, settings.minFiles ?? 4));
}

/**
 * Compacts the table, one commit per group. Throws `concurrent-delete` when another writer removed a file meanwhile:
 * nothing of that group is changed, groups before it stay compacted, and the merged file is left to vacuum.
 */
export async function compactTable(
  table: DeltaTable,
  merge: MergeFiles,
  settings: CompactionSettings = {},
): Promise<Compacted[]> {
  await table.refresh();
  const snapshot = table.snapshot();
  const done: Compacted[] = [];
  for (const group of planCompaction(snapshot, settings))
    done.push(await compactGroup(table, snapshot, group, merge));
  return done;
}

async function compactGroup(
  table: DeltaTable,
  snapshot: TableSnapshot,
  group: readonly AddFile[],
  merge: MergeFiles,
): Promise<Compacted> {
  const merged = await merge(group, snapshot);
  const { version } = await table.commit({
    adds: merged ? [merged] : [],
    removes: group.map((file) => decodedPath(file.path)),
    dataChange: false,
    operation: 'OPTIMIZE',
    operationParameters: { files: String(group.length) },
    readVersion: snapshot.version,
  });
  const sizeBytesBefore = group.reduce((sum, file) => sum + file.size, 0);
  return { version, filesBefore: group.length, sizeBytesBefore, sizeBytesAfter: merged?.size ?? 0 };
}
