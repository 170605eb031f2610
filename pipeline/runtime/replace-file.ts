// Files of the state folder that are replaced whole: who reads one sees the text before or the text after, never half of one, also when the
// writer is killed. One writer at a time; the folder must be there.
import { chmodSync, renameSync, writeFileSync } from 'node:fs';

/** `onlyOwner`: for a file that holds a secret, readable by this user alone. */
export function replaceFile(file: string, text: string, { onlyOwner = false } = {}): void {
  const draft = `${file}.tmp`;
  writeFileSync(draft, text, onlyOwner ? { mode: 0o600 } : {});
  // The mode counts for a new file only; one that a killed writer left keeps its own.
  if (onlyOwner) chmodSync(draft, 0o600);
  renameSync(draft, file);
}
