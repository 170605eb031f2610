// The journal of changes: every change of settings, schema, topic, SQL and version, with its time. `why changed` reads it.
// One JSON object per line in `.lakequake/changes.jsonl`; append-only.

export type ChangeKind = 'settings' | 'schema' | 'topic' | 'sql' | 'version' | 'component' | 'fault';

export interface Change {
  /** ms since the epoch. */
  at: number;
  kind: ChangeKind;
  /** What changed: a settings path, a table, a topic, a file. */
  subject: string;
  before: unknown;
  after: unknown;
  /** Who did it: a command, a process, a run. */
  by: string;
  runId: string | null;
}
