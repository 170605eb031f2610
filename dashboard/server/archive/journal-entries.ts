// Entries of a journal as they are found: written by this version or another, whole or torn. What is no entry is left out, so that one
// bad line hides no run.
import { readFileSync } from 'node:fs';
import type { StampedEntry } from '../../../chaos/journal.ts';

export type Entry = { type: string; at: number } & Record<string, unknown>;
export type EntryOf<T extends StampedEntry['type']> = Extract<StampedEntry, { type: T }>;

function entryOf(line: string): Entry | undefined {
  try {
    const value = JSON.parse(line) as Entry | null;
    return value !== null && typeof value.type === 'string' && typeof value.at === 'number'
      ? value
      : undefined;
  } catch {
    return undefined; // torn by a crash, or being written right now
  }
}

/** All entries of a file; undefined when there is none. */
export function journalEntries(file: string): Entry[] | undefined {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : (entryOf(line) ?? [])));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The entries of one kind. The shape is that of this version: fields another version lacks may be missing all the same. */
export function entriesOf<T extends StampedEntry['type']>(
  entries: readonly Entry[],
  type: T,
): Partial<EntryOf<T>>[] {
  return entries.filter((entry) => entry.type === type) as unknown as Partial<EntryOf<T>>[];
}
