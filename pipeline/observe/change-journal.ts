// The journal of changes: one JSON line per change of settings, schema, topic, SQL or version, appended for ever.
import { join } from 'node:path';
import type { Change } from '../contract/journal.ts';
import { STATE } from '../contract/run-spec.ts';
import { appendEntries, readEntries } from '../runtime/entry-log.ts';

/** Path of the journal of a state folder. */
export function changesFile(stateDir: string): string {
  return join(stateDir, STATE.changes);
}

/** Appends changes; none is no write. */
export function appendChanges(stateDir: string, changes: readonly Change[]): void {
  appendEntries(changesFile(stateDir), changes);
}

/** All changes in order of time; an absent journal has none. */
export function readChanges(stateDir: string): Change[] {
  return readEntries<Partial<Change>>(changesFile(stateDir))
    .filter((one): one is Change => typeof one.at === 'number' && typeof one.subject === 'string')
    .sort((left, right) => left.at - right.at);
}
