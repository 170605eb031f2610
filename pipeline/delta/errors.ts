// The one error class of the Delta log and its closed list of codes. It carries the same fields as the rest of
// Lakequake's errors (code, definite, cause, context, hint) but imports nothing, so that this folder stands alone.

export type DeltaErrorCode =
  | 'txn-mismatch' // another writer moved an application's position: this batch is stale or a duplicate
  | 'concurrent-delete' // a file this commit removes is not there any more
  | 'concurrent-append' // rows arrived that a commit with `readsWholeTable` did not see
  | 'metadata-changed' // schema or settings of the table changed underneath
  | 'protocol-changed'
  | 'contention' // too many other writers won; nothing was written
  | 'commit-unknown' // storage failed while the commit was being put: it may have landed
  | 'schema-mismatch'
  | 'append-only'
  | 'not-null'
  | 'duplicate-add'
  | 'invalid-commit'
  | 'unsupported-feature'
  | 'table-exists'
  | 'table-missing'
  | 'version-missing' // later than the newest version
  | 'version-gone' // the log of that version was cleaned up
  | 'version-vacuumed' // the log is there, the data files are not
  | 'log-gap'
  | 'corrupt-commit'
  | 'corrupt-checkpoint'
  | 'checkpoint-failed'
  | 'bad-path'
  | 'storage';

export interface DeltaErrorDetails {
  /** False only when the effect may have happened all the same. */
  readonly definite?: boolean;
  readonly cause?: unknown;
  readonly context?: Readonly<Record<string, unknown>>;
  /** What to do next. */
  readonly hint?: string;
}

export class DeltaError extends Error {
  override readonly name = 'DeltaError';
  readonly code: DeltaErrorCode;
  readonly definite: boolean;
  readonly context: Readonly<Record<string, unknown>>;
  readonly hint: string | undefined;

  constructor(code: DeltaErrorCode, message: string, details: DeltaErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.definite = details.definite ?? true;
    this.context = details.context ?? {};
    this.hint = details.hint;
  }
}

/** True for a DeltaError with this code. */
export function isDeltaError(error: unknown, code?: DeltaErrorCode): error is DeltaError {
  return error instanceof DeltaError && (code === undefined || error.code === code);
}
