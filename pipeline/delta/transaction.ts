// One transaction: what a caller wants committed, turned into actions. Pure; `commit-attempt.ts` puts it into the log.
// Must refuse whatever would leave a table other engines cannot read.

import { type Action, type AddFile, decodedPath, type Metadata, type RemoveFile } from './actions.ts';
import { checkRemovals, checkTransactions, type ExpectedTransaction } from './conflict.ts';
import { DeltaError } from './errors.ts';
import { isAppendOnly } from './retention.ts';
import { evolveSchema, type StructType, serializeSchema } from './schema.ts';
import type { TableState } from './snapshot.ts';
import { parseStatistics } from './statistics.ts';

/** A data file that is already in its final place. */
export interface NewDataFile {
  /** Relative to the table's folder, URI-encoded. */
  readonly path: string;
  readonly size: number;
  readonly modificationTime: number;
  readonly stats?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface CommitRequest {
  readonly adds?: readonly NewDataFile[];
  /** Decoded paths (the keys of `snapshot.files`) of active files. */
  readonly removes?: readonly string[];
  readonly transactions?: readonly ExpectedTransaction[];
  /** A word such as WRITE, MERGE or OPTIMIZE, for the history. */
  readonly operation: string;
  readonly operationParameters?: Readonly<Record<string, string>>;
  readonly userMetadata?: string;
  /** The whole schema after this commit: the old columns and new nullable ones. */
  readonly schemaChange?: StructType;
  /** False when rows only moved (compaction); streaming readers skip such files. True by default. */
  readonly dataChange?: boolean;
  /** True when what is written depends on all rows of the table: then any append in between conflicts. */
  readonly readsWholeTable?: boolean;
  /** The version the request was prepared from, when the table may have been refreshed since. */
  readonly readVersion?: number;
}

export interface CommitResult {
  readonly version: number;
  /** How often another writer took the version this commit wanted. */
  readonly retries: number;
}

/** Checks a request against the newest known state; the same checks run again after every lost race. */
export function checkRequest(state: TableState, request: CommitRequest): void {
  checkTransactions(state, request.transactions ?? []);
  checkRemovals(state, request.removes ?? []);
  checkAdds(state, request);
  if (request.removes?.length && (request.dataChange ?? true) && isAppendOnly(state.metadata!)) {
    throw new DeltaError(
      'append-only',
      'the table is append-only (delta.appendOnly): files cannot be removed',
    );
  }
}

function checkAdds(state: TableState, request: CommitRequest): void {
  const required = state.schema!.fields.filter((field) => !field.nullable).map((field) => field.name);
  const paths = new Set<string>();
  for (const add of request.adds ?? []) {
    const path = decodedPath(add.path);
    if (state.files.has(path) || paths.has(path)) {
      throw new DeltaError('duplicate-add', `${path} is already in the table`, { context: { path } });
    }
    paths.add(path);
    checkAdd(add, required);
  }
}

function checkAdd(add: NewDataFile, required: readonly string[]): void {
  if (!Number.isSafeInteger(add.size) || add.size <= 0 || add.stats === '') {
    throw new DeltaError(
      'invalid-commit',
      `${add.path} needs its size in bytes and, if any, statistics in JSON`,
      {
        context: { path: add.path, size: add.size },
      },
    );
  }
  if (required.length === 0) return;
  const nulls = parseStatistics(add.stats)?.nullCount;
  const bad = required.find((name) => nulls?.[name] !== 0);
  if (bad !== undefined) {
    throw new DeltaError('not-null', `${add.path} may hold nulls in column ${bad}, which is not nullable`, {
      context: { path: add.path, column: bad },
    });
  }
}

/** The table's metadata after the request's schema change, or undefined when nothing changes. */
function changedMetadata(state: TableState, request: CommitRequest): Metadata | undefined {
  const evolved = request.schemaChange && evolveSchema(state.schema!, request.schemaChange);
  return evolved && { ...state.metadata!, schemaString: serializeSchema(evolved) };
}

/** The actions of the commit, its `commitInfo` first. */
export function actionsOf(state: TableState, request: CommitRequest, nowMs: number): Action[] {
  const dataChange = request.dataChange ?? true;
  const metadata = changedMetadata(state, request);
  const actions: Action[] = [commitInfo(state, request, nowMs)];
  if (metadata) actions.push({ metaData: metadata });
  for (const { appId, version } of request.transactions ?? []) {
    actions.push({ txn: { appId, version, lastUpdated: nowMs } });
  }
  for (const path of request.removes ?? []) {
    // An overwriting writer checks nothing, so the file may be unknown here.
    actions.push({ remove: tombstone(state.files.get(path), path, nowMs, dataChange) });
  }
  for (const file of request.adds ?? []) actions.push({ add: addAction(file, dataChange) });
  return actions;
}

function commitInfo(state: TableState, request: CommitRequest, nowMs: number): Action {
  return {
    commitInfo: {
      timestamp: nowMs,
      operation: request.operation,
      operationParameters: request.operationParameters ?? {},
      readVersion: state.version,
      isBlindAppend: !request.removes?.length && !request.readsWholeTable && !request.schemaChange,
      engineInfo: 'Lakequake',
      ...(request.userMetadata !== undefined && { userMetadata: request.userMetadata }),
    },
  };
}

function addAction(file: NewDataFile, dataChange: boolean): AddFile {
  const { path, size, modificationTime, stats, tags } = file;
  return {
    path,
    partitionValues: {},
    size,
    modificationTime,
    dataChange,
    ...(stats !== undefined && { stats }),
    ...(tags !== undefined && { tags }),
  };
}

function tombstone(file: AddFile | undefined, path: string, nowMs: number, dataChange: boolean): RemoveFile {
  const removed = { deletionTimestamp: nowMs, dataChange };
  if (!file) return { path: encodeURI(path), ...removed };
  return { path: file.path, ...removed, extendedFileMetadata: true, partitionValues: {}, size: file.size };
}
