// A Delta table as its users see it. One object per process and table: it keeps the newest known state, reads only
// what is new, runs its commits one after the other and writes checkpoints behind their back.

import type { Metadata } from './actions.ts';
import { serializeActions } from './actions.ts';
import { type CheckpointTiming, checkpointer } from './background-checkpoints.ts';
import { type CommitMode, commitTransaction } from './commit-attempt.ts';
import { DeltaError } from './errors.ts';
import { commitPath } from './log-names.ts';
import { listLog, newestVersion } from './log-segment.ts';
import type { DeltaPorts } from './ports.ts';
import { checkReadable, OUR_PROTOCOL } from './protocol.ts';
import { type StructType, serializeSchema } from './schema.ts';
import type { TableSnapshot } from './snapshot.ts';
import { catchUp, currentSnapshot, openLog, type TableLog } from './table-log.ts';
import * as past from './time-travel.ts';
import type { CommitRequest, CommitResult } from './transaction.ts';

export interface TableOptions {
  readonly commitMode?: CommitMode;
  /** How often a commit tries again after losing the race for a version. 200 unless set. */
  readonly maxRetries?: number;
  readonly checkpointTiming?: CheckpointTiming;
  /** Commits between checkpoints, unless the table itself says. 100 unless set. */
  readonly checkpointEveryCommits?: number;
  /** Hears of every checkpoint that failed. Required, so that none fails unheard. */
  readonly onCheckpointError: (error: DeltaError) => void;
}

export interface NewTable {
  readonly schema: StructType;
  readonly name?: string;
  /** Table properties, such as `delta.deletedFileRetentionDuration`. */
  readonly configuration?: Readonly<Record<string, string>>;
}

export interface DeltaTable {
  readonly ports: DeltaPorts;
  /** Relative to the lake's root. */
  readonly path: string;
  /** The newest version this process knows. */
  readonly version: number;
  readonly schema: StructType;
  /** The stored position of an application, or undefined when it never wrote. */
  transactionVersion(appId: string): number | undefined;
  /** Whether a file (by decoded path) is active. */
  hasFile(path: string): boolean;
  /** Every stored position. */
  transactionVersions(): ReadonlyMap<string, number>;
  /** An immutable snapshot of the newest known version; costs a copy of the file list, once per version. */
  snapshot(): TableSnapshot;
  /** Reads the commits that are new and returns the newest version. */
  refresh(): Promise<number>;
  commit(request: CommitRequest): Promise<CommitResult>;
  snapshotAt(version: number): Promise<TableSnapshot>;
  versionAt(timeMs: number): Promise<number>;
  addedFiles(fromVersionExclusive: number, toVersionInclusive: number): Promise<past.CommitFiles[]>;
  history(fromVersion: number, toVersion: number): Promise<past.HistoryEntry[]>;
  /** Writes a checkpoint of the newest known version now and returns that version. */
  checkpoint(): Promise<number>;
  /** Resolves when no background work is left. */
  settled(): Promise<void>;
}

/** Opens a table at its newest version; `table-missing` or `unsupported-feature` when it cannot be. */
export async function openTable(
  ports: DeltaPorts,
  tablePath: string,
  options: TableOptions,
): Promise<DeltaTable> {
  const log = await openLog(ports, tablePath);
  checkReadable(tablePath, log.state);
  return tableOver(log, options);
}

/**
 * Creates a table (version 0). When one is there already, `ifAbsent` opens it as it is (its schema may be another
 * one: see `CommitRequest.schemaChange`); otherwise `table-exists` is thrown.
 */
export async function createTable(
  ports: DeltaPorts,
  tablePath: string,
  table: NewTable & { readonly ifAbsent?: boolean },
  options: TableOptions,
): Promise<DeltaTable> {
  const created = (await tableExists(ports, tablePath))
    ? false
    : await putFirstCommit(ports, tablePath, table);
  if (!created && !table.ifAbsent) {
    throw new DeltaError('table-exists', `there is a Delta table at ${tablePath} already`, {
      context: { table: tablePath },
      hint: 'Open it, or choose another folder.',
    });
  }
  return openTable(ports, tablePath, options);
}

/** Whether there is a Delta log with at least one version. */
export async function tableExists(ports: DeltaPorts, tablePath: string): Promise<boolean> {
  if (await ports.storage.exists(commitPath(tablePath, 0))) return true;
  return newestVersion(await listLog(ports, tablePath)) >= 0;
}

function putFirstCommit(ports: DeltaPorts, tablePath: string, table: NewTable): Promise<boolean> {
  const nowMs = Math.floor(ports.now());
  const metaData: Metadata = {
    id: ports.newId(),
    ...(table.name !== undefined && { name: table.name }),
    format: { provider: 'parquet', options: {} },
    schemaString: serializeSchema(table.schema),
    partitionColumns: [],
    configuration: table.configuration ?? {},
    createdTime: nowMs,
  };
  const commitInfo = {
    timestamp: nowMs,
    operation: 'CREATE TABLE',
    operationParameters: {},
    isBlindAppend: true,
    engineInfo: 'Lakequake',
  };
  const text = serializeActions([{ commitInfo }, { protocol: OUR_PROTOCOL }, { metaData }]);
  return ports.storage.putIfAbsent(commitPath(tablePath, 0), text);
}

function tableOver(log: TableLog, options: TableOptions): DeltaTable {
  const inTurn = oneAtATime();
  const checkpoints = checkpointer(log, {
    timing: options.checkpointTiming ?? 'background',
    everyCommits: options.checkpointEveryCommits ?? 100,
    onError: options.onCheckpointError,
  });
  const commitOptions = {
    mode: options.commitMode ?? 'put-if-absent',
    maxRetries: options.maxRetries ?? 200,
  };
  return {
    ports: log.ports,
    path: log.path,
    get version() {
      return log.state.version;
    },
    get schema() {
      return log.state.schema!;
    },
    transactionVersion: (appId) => log.state.transactions.get(appId)?.version,
    transactionVersions: () =>
      new Map([...log.state.transactions].map(([appId, transaction]) => [appId, transaction.version])),
    hasFile: (path) => log.state.files.has(path),
    snapshot: () => currentSnapshot(log),
    refresh: () =>
      inTurn(async () => {
        await catchUp(log);
        checkReadable(log.path, log.state);
        return log.state.version;
      }),
    commit: (request) =>
      inTurn(async () => {
        const result = await commitTransaction(log, request, commitOptions);
        await checkpoints.afterCommit();
        return result;
      }),
    snapshotAt: async (version) =>
      version === log.state.version ? currentSnapshot(log) : past.snapshotAt(log.ports, log.path, version),
    versionAt: (timeMs) => past.versionAt(log.ports, log.path, timeMs),
    addedFiles: (from, to) => past.addedFiles(log, from, to),
    history: (from, to) => past.history(log, from, to),
    checkpoint: () => inTurn(checkpoints.write),
    settled: checkpoints.settled,
  };
}

/** Runs asynchronous steps one after the other, each whether or not the one before it failed. */
function oneAtATime(): <T>(step: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (step) => {
    const next = last.then(step, step);
    last = next.catch(() => undefined); // The caller of the failed step has its error; the next step starts afresh.
    return next;
  };
}
