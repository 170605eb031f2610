// One control per state folder: `<state>/lock.json` names the holder by pid and start time. A lock whose holder is gone is taken over;
// of two that try at once exactly one wins, since the file appears complete (link) and is taken away by a rename.
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LakequakeError } from '../contract/errors.ts';
import { isAlive, startTimeOf } from './process-identity.mjs';

export interface LockHolder {
  pid: number;
  startTime: string;
  /** Names this holding; processes are recorded under it. */
  session: string;
  /** ms since the epoch. */
  since: number;
}

export interface StateLock extends LockHolder {
  release(): void;
}

/** Takes the folder's lock for this process. Throws LakequakeError `already-running` while another live process holds it. */
export function takeStateLock(stateDir: string): StateLock {
  mkdirSync(stateDir, { recursive: true });
  const file = lockFile(stateDir);
  const startTime = startTimeOf(process.pid) ?? 'unknown';
  const holder: LockHolder = { pid: process.pid, startTime, session: randomUUID(), since: Date.now() };
  // Every round that fails, another process has won or a stale lock is gone: a handful is plenty.
  for (let round = 0; !putIfAbsent(file, holder); round++) {
    if (round === 20)
      throw new LakequakeError('already-running', `the lock of ${stateDir} is being fought over`, {
        hint: 'Wait until the other start is through, then see `npx lakequake status`.',
      });
    removeStale(stateDir);
  }
  return { ...holder, release: () => releaseIfOurs(file, holder) };
}

/** Who holds the folder's lock and is alive, or undefined. */
export function stateLockHolder(stateDir: string): LockHolder | undefined {
  const holder = read(lockFile(stateDir));
  return holder && isAlive(holder) ? holder : undefined;
}

const lockFile = (stateDir: string): string => join(stateDir, 'lock.json');

function putIfAbsent(file: string, holder: LockHolder): boolean {
  const draft = `${file}.${holder.session}`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeStale(stateDir: string): void {
  const file = lockFile(stateDir);
  const holder = read(file);
  if (holder === undefined) return;
  if (isAlive(holder)) throw alreadyRunning(stateDir, holder);
  // Between reading and renaming a third one may have taken it over: then what we moved is theirs, and goes back.
  const aside = `${file}.stale.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  if (moved && isAlive(moved)) linkSync(aside, file);
  rmSync(aside, { force: true });
}

function releaseIfOurs(file: string, holder: LockHolder): void {
  if (read(file)?.session === holder.session) rmSync(file, { force: true });
}

function read(file: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LockHolder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function alreadyRunning(stateDir: string, holder: LockHolder): LakequakeError {
  return new LakequakeError(
    'already-running',
    `a lab is already running on ${stateDir} (process ${holder.pid})`,
    {
      hint: 'Stop it with `npx lakequake down`, or set LAKEQUAKE_STATE to another folder for a second lab.',
      context: { pid: holder.pid, since: holder.since },
    },
  );
}
