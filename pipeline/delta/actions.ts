// The actions of a Delta commit and their one-JSON-object-per-line text form.
// https://github.com/delta-io/delta/blob/master/PROTOCOL.md#actions
// Must never drop or invent an action that changes the state of the table.

import { DeltaError } from './errors.ts';

export interface AddFile {
  /** Relative to the table's folder, URI-encoded. */
  readonly path: string;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  /** In bytes, and exact: with a wrong size Spark silently loses rows. */
  readonly size: number;
  readonly modificationTime: number;
  readonly dataChange: boolean;
  /** A JSON text inside JSON, never an empty string. */
  readonly stats?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Rows of the file that do not count any more. We cannot read it, so whoever meets one must refuse the table. */
  readonly deletionVector?: Readonly<Record<string, unknown>>;
}

export interface RemoveFile {
  readonly path: string;
  readonly deletionTimestamp?: number;
  readonly dataChange: boolean;
  readonly extendedFileMetadata?: boolean;
  readonly partitionValues?: Readonly<Record<string, string | null>>;
  readonly size?: number;
}

export interface Metadata {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly format: { readonly provider: string; readonly options: Readonly<Record<string, string>> };
  /** The schema as JSON text; `parseSchema` reads it. */
  readonly schemaString: string;
  readonly partitionColumns: readonly string[];
  readonly configuration: Readonly<Record<string, string>>;
  readonly createdTime?: number;
}

export interface Protocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures?: readonly string[];
  readonly writerFeatures?: readonly string[];
}

/** An application's position: the heart of exactly-once. */
export interface TransactionId {
  readonly appId: string;
  readonly version: number;
  readonly lastUpdated?: number;
}

/** Where the commit came from. Values of `operationParameters` are strings; other free text goes into `userMetadata`. */
export interface CommitInfo {
  readonly timestamp?: number;
  readonly operation?: string;
  readonly operationParameters?: Readonly<Record<string, string>>;
  readonly isBlindAppend?: boolean;
  readonly readVersion?: number;
  readonly engineInfo?: string;
  readonly userMetadata?: string;
}

export type Action =
  | { readonly add: AddFile }
  | { readonly remove: RemoveFile }
  | { readonly metaData: Metadata }
  | { readonly protocol: Protocol }
  | { readonly txn: TransactionId }
  | { readonly commitInfo: CommitInfo };

const STATE_ACTIONS = new Set(['add', 'remove', 'metaData', 'protocol', 'txn', 'commitInfo']);

/** The text of a commit file. */
export function serializeActions(actions: Iterable<Action>): string {
  let text = '';
  for (const action of actions) text += `${JSON.stringify(action)}\n`;
  return text;
}

/** The actions of a commit file; kinds this protocol version does not know (cdc, domainMetadata, …) are left out. */
export function parseActions(text: string, version: number): Action[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw corrupt(version, 1, undefined);
  return lines.flatMap((line, index) => {
    const action = parseLine(line, version, index + 1);
    return action === undefined ? [] : [action];
  });
}

function parseLine(line: string, version: number, lineNumber: number): Action | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw corrupt(version, lineNumber, cause);
  }
  if (typeof value !== 'object' || value === null) throw corrupt(version, lineNumber, undefined);
  const [kind, body] = Object.entries(value)[0] ?? [];
  if (kind === undefined || !STATE_ACTIONS.has(kind)) return undefined;
  if (typeof body !== 'object' || body === null || !isWhole(kind, body)) {
    throw corrupt(version, lineNumber, undefined);
  }
  return value as Action;
}

/** Without these fields an action cannot be applied, and applying half of it would corrupt the state. */
const REQUIRED_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  add: { path: 'string', size: 'number' },
  remove: { path: 'string' },
  metaData: { id: 'string', schemaString: 'string' },
  protocol: { minReaderVersion: 'number', minWriterVersion: 'number' },
  txn: { appId: 'string', version: 'number' },
};

function isWhole(kind: string, body: object): boolean {
  const fields = Object.entries(REQUIRED_FIELDS[kind] ?? {});
  return fields.every(([name, type]) => typeof (body as Record<string, unknown>)[name] === type);
}

function corrupt(version: number, lineNumber: number, cause: unknown): DeltaError {
  return new DeltaError(
    'corrupt-commit',
    `commit ${version} cannot be read: line ${lineNumber} is no action`,
    {
      cause,
      context: { version, lineNumber },
      hint: 'Restore the file, or go back to an earlier version: it was damaged or cut short after it was written.',
    },
  );
}

/** The path of a data file as the file system knows it; also the identity of the file within the table. */
export function decodedPath(path: string): string {
  if (/^[a-z][a-z0-9+.-]*:|^\//i.test(path)) {
    throw new DeltaError('unsupported-feature', `data file ${path} lies outside the table (absolute path)`, {
      context: { path },
      hint: 'Copy the table with its data files: shallow clones are not supported.',
    });
  }
  return path.includes('%') ? decodeURIComponent(path) : path;
}
