// Takes a state folder into use: lock, format version, leftovers of an earlier session ended, guardian on watch, process book open.
// The composition roots of control (and of tests) begin here; everything that starts processes gets the book from it.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { endContainers } from './docker/lab-containers.mjs';
import { startGuardian } from './guardian.ts';
import { endLeftovers, openProcessBook, type ProcessBook, type RecordedProcess } from './process-book.ts';
import { checkStateFormat } from './state-format.ts';
import { takeStateLock } from './state-lock.ts';

export interface OpenState {
  /** Absolute. */
  stateDir: string;
  book: ProcessBook;
  /** Processes of an earlier session that were still alive and have been ended. */
  leftovers: RecordedProcess[];
  /** Names of containers of an earlier session that still ran; removed. */
  leftoverContainers: string[];
  /** Ends whatever the session's book still holds, then guardian and lock. Stop the cluster first. */
  close(): Promise<void>;
}

/** Throws LakequakeError `already-running` (another control lives here) or `newer-format`. */
export async function openState(folder: string): Promise<OpenState> {
  const stateDir = resolve(folder);
  mkdirSync(stateDir, { recursive: true });
  checkStateFormat(stateDir);
  const lock = takeStateLock(stateDir);
  const leftovers = await endLeftovers(stateDir);
  const leftoverContainers = await endContainers(stateDir);
  const book = openProcessBook(stateDir, lock.session);
  const guardian = startGuardian(book);
  return {
    stateDir,
    book,
    leftovers,
    leftoverContainers,
    close: async () => {
      await guardian.release();
      lock.release();
    },
  };
}
