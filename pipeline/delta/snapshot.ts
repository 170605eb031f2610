// The state of a table at one version: its active files, tombstones, application positions and metadata, obtained by
// applying actions in order. `TableState` grows in place (so that commit 5,000 costs what commit 50 did);
// `freeze` gives a snapshot that never changes. Performs no I/O.
// https://github.com/delta-io/delta/blob/master/PROTOCOL.md#action-reconciliation

import {
  type Action,
  type AddFile,
  decodedPath,
  type Metadata,
  type Protocol,
  type RemoveFile,
  type TransactionId,
} from './actions.ts';
import { DeltaError } from './errors.ts';
import { parseSchema, type StructType } from './schema.ts';

export interface TableSnapshot {
  readonly version: number;
  readonly protocol: Protocol;
  readonly metadata: Metadata;
  readonly schema: StructType;
  /** Active files by decoded path, in the order in which they were added. */
  readonly files: ReadonlyMap<string, AddFile>;
  /** Removed files by decoded path. */
  readonly tombstones: ReadonlyMap<string, RemoveFile>;
  readonly transactions: ReadonlyMap<string, TransactionId>;
}

export interface TableState {
  version: number;
  protocol: Protocol | undefined;
  metadata: Metadata | undefined;
  schema: StructType | undefined;
  readonly files: Map<string, AddFile>;
  /** Active files of which some rows are deleted by a vector: nobody without vectors may read them. */
  readonly vectorFiles: Set<string>;
  readonly tombstones: Map<string, RemoveFile>;
  readonly transactions: Map<string, TransactionId>;
}

/** The state before version 0. */
export function emptyState(): TableState {
  return {
    version: -1,
    protocol: undefined,
    metadata: undefined,
    schema: undefined,
    files: new Map(),
    vectorFiles: new Set(),
    tombstones: new Map(),
    transactions: new Map(),
  };
}

/** Applies all actions of one commit (or of a checkpoint) and moves the state to its version. */
export function applyActions(state: TableState, version: number, actions: Iterable<Action>): void {
  for (const action of actions) applyAction(state, action);
  state.version = version;
}

function applyAction(state: TableState, action: Action): void {
  if ('add' in action) {
    const path = decodedPath(action.add.path);
    state.tombstones.delete(path);
    state.files.set(path, action.add);
    if (action.add.deletionVector) state.vectorFiles.add(path);
    else state.vectorFiles.delete(path);
  } else if ('remove' in action) {
    const path = decodedPath(action.remove.path);
    state.files.delete(path);
    state.vectorFiles.delete(path);
    state.tombstones.set(path, action.remove);
  } else if ('txn' in action) state.transactions.set(action.txn.appId, action.txn);
  else if ('protocol' in action) state.protocol = action.protocol;
  else if ('metaData' in action) {
    state.metadata = withDefaults(action.metaData);
    state.schema = parseSchema(action.metaData.schemaString);
  }
}

/** Checkpoints of other writers may leave empty maps and arrays out. */
function withDefaults(metadata: Metadata): Metadata {
  return {
    ...metadata,
    partitionColumns: metadata.partitionColumns ?? [],
    configuration: metadata.configuration ?? {},
  };
}

/** An immutable copy. Throws `log-gap` for a log without protocol or metadata. */
export function freeze(state: TableState): TableSnapshot {
  const { version, protocol, metadata, schema } = state;
  if (!protocol || !metadata || !schema) {
    const missing = protocol ? 'metaData' : 'protocol';
    throw new DeltaError('log-gap', `the log up to version ${version} has no ${missing} action`, {
      context: { version },
    });
  }
  return {
    version,
    protocol,
    metadata,
    schema,
    files: new Map(state.files),
    tombstones: new Map(state.tombstones),
    transactions: new Map(state.transactions),
  };
}

/** Forgets tombstones older than the cut-off; readers no longer need them. */
export function dropOldTombstones(state: TableState, cutoffMs: number): void {
  for (const [path, remove] of state.tombstones) {
    if ((remove.deletionTimestamp ?? 0) < cutoffMs) state.tombstones.delete(path);
  }
}
