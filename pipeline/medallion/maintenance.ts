// Compaction, vacuum and log clean-up, behind the queries' backs. Never on the commit path; a conflict with a commit means
// the commit was first, and the next round tries again. Bronze and silver are compacted only by the process that owns
// silver and gold. Gold's provisional file is never merged.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Settings } from '../contract/settings.ts';
import type { TableName } from '../contract/tables.ts';
import { decodedPath } from '../delta/actions.ts';
import { compactTable } from '../delta/compaction.ts';
import { isDeltaError } from '../delta/errors.ts';
import { cleanLog } from '../delta/log-cleanup.ts';
import { logRetentionMs } from '../delta/retention.ts';
import { vacuumTable } from '../delta/vacuum.ts';
import { mergeFilesWith } from '../lake/merge-files.ts';
import { holdsDamage } from '../lake/verify-files.ts';
import { PROVISIONAL_TAG } from './gold-table.ts';
import type { Integrity } from './integrity.ts';
import type { Lakehouse } from './lakehouse.ts';

export interface MaintenanceOptions {
  lakehouse: Lakehouse;
  integrity: Integrity;
  settings: Settings['lake'];
  isOwner: () => boolean;
  /** Whether the readers of a table are near its end, so that no merged file is still to be read. */
  isRead: (table: TableName) => boolean;
  onError: (table: TableName, error: unknown) => void;
}

const LOOK_EVERY_MS = 2_000;
const VACUUM_EVERY_MS = 60_000;
const CLEAN_LOG_EVERY_MS = 600_000;

/** Starts the rounds; `stop` waits for the one under way. */
export async function startMaintenance(options: MaintenanceOptions): Promise<{ stop(): Promise<void> }> {
  const { lakehouse, settings } = options;
  const connection = await lakehouse.connect();
  const names = Object.keys(lakehouse.tables) as TableName[];
  const vacuumIsDue = isDueEvery(Math.min(VACUUM_EVERY_MS, Math.max(1_000, settings.vacuumRetentionMs / 2)));
  const logIsDue = isDueEvery(CLEAN_LOG_EVERY_MS);
  let running: Promise<void> | undefined;

  async function care(name: TableName): Promise<void> {
    try {
      if (settings.compaction && options.isRead(name)) await compact(lakehouse, connection, name, settings);
      if (settings.vacuum) await cleanUp(name);
      await options.integrity.round(name);
    } catch (error) {
      if (!isDeltaError(error, 'concurrent-delete')) options.onError(name, error);
    }
  }

  async function cleanUp(name: TableName): Promise<void> {
    const table = lakehouse.tables[name];
    const { ports, path } = table;
    if (vacuumIsDue(name)) await vacuumTable(ports, path, { retentionMs: settings.vacuumRetentionMs });
    if (!logIsDue(name)) return;
    const retentionMs = logRetentionMs(table.snapshot().metadata);
    if (retentionMs !== null) await cleanLog(ports, path, retentionMs);
  }

  async function round(): Promise<void> {
    for (const name of names) if (options.isOwner()) await care(name);
  }

  const timer = setInterval(() => {
    running ??= round().finally(() => {
      running = undefined;
    });
  }, LOOK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** Whether a table's turn has come again; the first comes one interval after the first question. */
function isDueEvery(everyMs: number): (name: TableName) => boolean {
  const last = new Map<TableName, number>();
  return (name) => {
    const now = performance.now();
    const due = now - (last.get(name) ?? now) >= everyMs;
    if (due || !last.has(name)) last.set(name, now);
    return due;
  };
}

/** Merges small files once there are many. */
async function compact(
  lakehouse: Lakehouse,
  connection: DuckDBConnection,
  name: TableName,
  { compactAfterFiles: afterFiles, checksum }: Settings['lake'],
): Promise<void> {
  const table = lakehouse.tables[name];
  const snapshot = table.snapshot();
  const files = [...snapshot.files.values()].filter((file) => file.tags?.[PROVISIONAL_TAG] !== 'true');
  if (files.length < afterFiles) return;
  // Merged, damage would get a checksum of its own, and nobody could tell it any more.
  if (checksum && (await holdsDamage(table, files))) return;
  const merge = mergeFilesWith(connection, lakehouse.ports, table.path, { compression: 'snappy', checksum });
  if (!name.startsWith('gold.')) {
    await compactTable(table, merge, { minFiles: Math.max(2, Math.floor(afterFiles / 2)) });
    return;
  }
  const merged = await merge(files, snapshot);
  if (!merged) return;
  const removes = files.map((file) => decodedPath(file.path));
  await table.commit({ adds: [merged], removes, operation: 'OPTIMIZE', dataChange: false });
}
