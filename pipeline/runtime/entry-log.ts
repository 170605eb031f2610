// Files that only grow, one JSON object a line. A writer that was killed leaves half a line: it is left out when the file is read, because what
// it would have said is unknown, and what comes after it does not become part of it.
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Appends entries as whole lines in one write, so that lines of several processes never mix; makes file and folder when missing. */
export function appendEntries(file: string, entries: readonly object[]): void {
  if (entries.length === 0) return;
  mkdirSync(dirname(file), { recursive: true });
  const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  appendFileSync(file, endsInLine(file) ? `\n${text}` : text);
}

/** All whole entries, in the order they were written; none of a file that is not there. */
export function readEntries<Entry>(file: string): Entry[] {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .flatMap(entryOf<Entry>)
    : [];
}

function entryOf<Entry>(line: string): Entry[] {
  if (!line.endsWith('}')) return [];
  try {
    return [JSON.parse(line) as Entry];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Whether the file ends in the middle of a line. Looks at its last byte alone, however long it is. */
function endsInLine(file: string): boolean {
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (sizeBytes === 0) return false;
  const last = Buffer.alloc(1);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, last, 0, 1, sizeBytes - 1);
  } finally {
    closeSync(descriptor);
  }
  return last.toString() !== '\n';
}
