// The names in `_delta_log` and back: zero-padded commits, classic checkpoints (whole or in parts).
// https://github.com/delta-io/delta/blob/master/PROTOCOL.md#delta-log-entries

export interface CheckpointName {
  readonly version: number;
  readonly part: number;
  readonly parts: number;
}

const COMMIT = /^(\d{20})\.json$/;
const V2_CHECKPOINT = /^\d{20}\.checkpoint\.[0-9a-f-]{36}\.(?:json|parquet)$/;
const CHECKPOINT = /^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/;

function padded(version: number): string {
  return String(version).padStart(20, '0');
}

export function logDirectory(tablePath: string): string {
  return `${tablePath}/_delta_log`;
}

export function commitPath(tablePath: string, version: number): string {
  return `${logDirectory(tablePath)}/${padded(version)}.json`;
}

export function checkpointPath(tablePath: string, version: number): string {
  return `${logDirectory(tablePath)}/${padded(version)}.checkpoint.parquet`;
}

export function lastCheckpointPath(tablePath: string): string {
  return `${logDirectory(tablePath)}/_last_checkpoint`;
}

/** Undefined for a name that is no commit’s. */
export function commitVersionOf(name: string): number | undefined {
  const match = COMMIT.exec(name);
  return match ? Number(match[1]) : undefined;
}

/** Undefined for a name that is no checkpoint’s; one in a single file is part 1 of 1. */
export function checkpointOf(name: string): CheckpointName | undefined {
  const match = CHECKPOINT.exec(name);
  if (!match) return undefined;
  return { version: Number(match[1]), part: Number(match[2] ?? 1), parts: Number(match[3] ?? 1) };
}

/** Checkpoints of version 2 of the specification, which we cannot read. */
export function isV2Checkpoint(name: string): boolean {
  return V2_CHECKPOINT.test(name);
}
