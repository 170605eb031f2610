// The journal of changes: one JSON line per change of settings, schema, topic, SQL or version, appended for ever.
// Each append is one write in append mode, so lines of several processes never mix; a line torn by a crash is
// left out when reading, because what it would have said is unknown.
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Change } from '../contract/journal.ts';
import { STATE } from '../contract/run-spec.ts';

/** Path of the journal of a state folder. */
export function changesFile(stateDir: string): string {
  return join(stateDir, STATE.changes);
}

/** Appends changes, whole lines in one write; none is no write. */
export function appendChanges(stateDir: string, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  const file = changesFile(stateDir);
  mkdirSync(dirname(file), { recursive: true });
  const text = changes.map((change) => `${JSON.stringify(change)}\n`).join('');
  appendFileSync(file, endsWithNewline(file) ? text : `\n${text}`);
}

/** All changes in order of time; an absent journal has none. */
export function readChanges(stateDir: string): Change[] {
  const text = readText(changesFile(stateDir));
  const changes = text.split('\n').flatMap(parseChange);
  return changes.sort((left, right) => left.at - right.at);
}

function parseChange(line: string): Change[] {
  try {
    const value = JSON.parse(line) as Partial<Change> | null;
    if (value === null || typeof value.at !== 'number' || typeof value.subject !== 'string') return [];
    return [value as Change];
  } catch {
    return []; // empty, or torn by a crash
  }
}

/** After a torn line the next one must start afresh, or both are lost. */
function endsWithNewline(file: string): boolean {
  const text = readText(file);
  return text === '' || text.endsWith('\n');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
