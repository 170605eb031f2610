// The list of faults that are live, one small file each in `<state>/live-faults`. A record is written *before* the fault is injected and
// removed only once it is undone, so whoever comes after a SIGKILL of the runner knows what to undo.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../pipeline/runtime/replace-file.ts';

export interface LiveFault {
  /** Unique within the state folder. */
  key: string;
  runId: string;
  fault: string;
  args: Record<string, unknown>;
  /** ms since the epoch. */
  recordedAt: number;
  /** What `undo` needs beyond the arguments: pids with start times, addresses. JSON-safe; grows during inject. */
  notes: Record<string, unknown>;
}

function folderOf(stateDir: string): string {
  return join(stateDir, 'live-faults');
}

/** Writes or replaces a record, whole. */
export function recordFault(stateDir: string, fault: LiveFault): void {
  mkdirSync(folderOf(stateDir), { recursive: true });
  replaceFile(join(folderOf(stateDir), `${fault.key}.json`), JSON.stringify(fault));
}

/** Removes a record; no error when there is none. */
export function forgetFault(stateDir: string, key: string): void {
  rmSync(join(folderOf(stateDir), `${key}.json`), { force: true });
}

/** All records, newest first: faults are undone in reverse. */
export function listLiveFaults(stateDir: string): LiveFault[] {
  let names: string[];
  try {
    names = readdirSync(folderOf(stateDir)).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const records = names.map(
    (name) => JSON.parse(readFileSync(join(folderOf(stateDir), name), 'utf8')) as LiveFault,
  );
  return records.sort((a, b) => b.recordedAt - a.recordedAt);
}
