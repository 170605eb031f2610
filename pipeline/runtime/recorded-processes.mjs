// Reads the process book of a state folder and ends what stands in it, by pid and start time, and what carries its mark without standing
// there: its starter was killed before it could write. Safe to run twice, or twice at once.
// Plain JavaScript for the guardian; process-book.ts is the writing side.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, signalExactly } from './process-identity.mjs';
import { markedProcesses } from './process-marks.mjs';

/** Folder of the process book: one JSON file per process. */
export const bookFolder = (stateDir) => join(stateDir, 'processes');

/** Every entry with the file it stands in; half-written temporary files are not entries. */
export function readBook(stateDir) {
  return fileNames(bookFolder(stateDir)).flatMap((name) => {
    const file = join(bookFolder(stateDir), name);
    try {
      return [{ ...JSON.parse(readFileSync(file, 'utf8')), file }];
    } catch (error) {
      if (error.code === 'ENOENT') return []; // another one struck it out meanwhile
      throw error;
    }
  });
}

/** Processes with the folder's mark that no entry tells of. */
function unrecorded(stateDir, entries) {
  const known = new Set(entries.map(({ pid, startTime }) => `${pid} ${startTime}`));
  return markedProcesses(stateDir)
    .filter(({ pid, startTime }) => !known.has(`${pid} ${startTime}`))
    .map((found) => ({ ...found, ports: [], logFile: null, recordedAt: Date.now() }));
}

/**
 * Ends every process of one session (or of all when none is named): SIGTERM, and SIGKILL after the grace.
 * The controller goes last, or the brokers could not leave in order. Returns those that were still alive.
 */
export async function endRecorded(stateDir, { session, graceMs = 3000 } = {}) {
  const book = readBook(stateDir);
  const ofSession = (entry) => session === undefined || entry.session === session;
  const entries = book.filter(ofSession);
  const alive = [...entries.filter(isAlive), ...unrecorded(stateDir, book).filter(ofSession)];
  const isLast = ({ role }) => role === 'controller' || role === 'toxiproxy';
  await endAll(
    alive.filter((entry) => !isLast(entry)),
    graceMs,
  );
  await endAll(alive.filter(isLast), graceMs);
  for (const entry of entries) if (!isAlive(entry)) rmSync(entry.file, { force: true });
  return alive;
}

async function endAll(entries, graceMs) {
  for (const entry of entries) {
    signalExactly(entry, 'SIGTERM');
    signalExactly(entry, 'SIGCONT'); // a paused one cannot hear SIGTERM
  }
  await untilGone(entries, graceMs);
  for (const entry of entries) signalExactly(entry, 'SIGKILL');
  await untilGone(entries, 2000);
}

async function untilGone(entries, deadlineMs) {
  const deadline = Date.now() + deadlineMs;
  while (entries.some(isAlive) && Date.now() < deadline) await delay(25);
}

function fileNames(folder) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
