// The process book: every process we start, in one small file each under `<state>/processes`, so that leftovers are found and ended
// by pid and start time, never by name. An entry is written in the same tick as the spawn and struck out when the process is gone; a mark in
// the process's environment tells whose it is until then, should we be killed in between.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, startTimeOf } from './process-identity.mjs';
import { markOf } from './process-marks.mjs';
import { bookFolder, endRecorded, type RecordedProcess, readBook } from './recorded-processes.mjs';
import { replaceFile } from './replace-file.ts';

export type { RecordedProcess } from './recorded-processes.mjs';

export interface ProcessBook {
  stateDir: string;
  session: string;
  /** What belongs into the environment of a process that is about to be spawned. */
  mark(process: Pick<RecordedProcess, 'name' | 'role'>): Record<string, string>;
  /** Records a process just spawned; returns the entry, or undefined when it has already ended. */
  record(process: {
    pid: number;
    name: string;
    role: RecordedProcess['role'];
    ports?: number[];
    logFile?: string;
  }): RecordedProcess | undefined;
  /** Strikes an entry out; call it once the process is known to be gone. */
  strikeOut(entry: RecordedProcess): void;
}

/** Opens the book of a state folder for one session (see state-lock.ts, which names it). */
export function openProcessBook(stateDir: string, session: string): ProcessBook {
  mkdirSync(bookFolder(stateDir), { recursive: true });
  return {
    stateDir,
    session,
    mark: (process) => markOf({ stateDir, session, ...process }),
    record({ pid, name, role, ports = [], logFile }) {
      const startTime = startTimeOf(pid);
      if (startTime === undefined) return undefined;
      const entry = {
        pid,
        startTime,
        name,
        role,
        session,
        ports,
        logFile: logFile ?? null,
        recordedAt: Date.now(),
      };
      replaceFile(fileOf(stateDir, entry), JSON.stringify(entry));
      return entry;
    },
    strikeOut: (entry) => rmSync(fileOf(stateDir, entry), { force: true }),
  };
}

/** The recorded processes that are alive. Read-only: `status` and `doctor` may call it while a control runs. */
export function recordedAlive(stateDir: string): RecordedProcess[] {
  return readBook(stateDir).filter(isAlive);
}

/** Ends every recorded or marked process of the folder, whoever started it, and drops stale entries. Call it only with the state lock held. */
export function endLeftovers(stateDir: string): Promise<RecordedProcess[]> {
  return endRecorded(stateDir);
}

function fileOf(stateDir: string, { name, pid }: { name: string; pid: number }): string {
  return join(bookFolder(stateDir), `${name}.${pid}.json`);
}
