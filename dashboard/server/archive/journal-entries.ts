// Entries of a journal as they are found: written by this version or another, whole or torn. What is no entry is left out, so that one
// bad line hides no run.
import { readFileSync } from 'node:fs';
import type { JournalLine } from '../../contract/run-detail-of.ts';

function entryOf(line: string): JournalLine | undefined {
  try {
    const value = JSON.parse(line) as JournalLine | null;
    return value !== null && typeof value.type === 'string' && typeof value.at === 'number'
      ? value
      : undefined;
  } catch {
    return undefined; // torn by a crash, or being written right now
  }
}

/** All entries of a file; undefined when there is none. */
export function journalEntries(file: string): JournalLine[] | undefined {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : (entryOf(line) ?? [])));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
