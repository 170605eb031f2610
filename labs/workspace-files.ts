// Reads and saves single files of a workspace for an editor that is not the learner's own. Only the names a lab hands out, only plain
// files, only text, and never more than a bound. A save says which text it was made from: where another editor has saved in between,
// nothing is written and the newer text comes back, so that no save is ever lost without a word.
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { FoundLab } from './lab.ts';
import { filesOf, type Workspace } from './workspace.ts';

/** Files of a lab have some dozen lines. */
const MOST_FILE_BYTES = 30_000;
/** The mark of a file that is not there. */
export const GONE = 'gone';

export interface WorkspaceFile {
  name: string;
  text: string;
  /** Names this very text; a save gives back the one it was made from. */
  mark: string;
  /** ms since the epoch. */
  savedAt: number;
}

const markOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 32);

function refuse(message: string, hint: string): never {
  throw new LakequakeError('bad-argument', message, { hint });
}

/** Where the file is. Throws `not-found` for a name that the lab does not hand out: no name leads out of the workspace. */
function placeOf(lab: FoundLab, { folder }: Workspace, name: string): string {
  const names = filesOf(lab, 'start');
  if (names.includes(name)) return join(folder, name);
  throw new LakequakeError('not-found', `lab ${lab.number} has no file '${name}'`, {
    hint: `choose one of: ${names.join(', ')}`,
  });
}

/** The file as it stands on disk; null when it is gone. Throws `bad-argument` for what is no plain, short text file. */
export function readFileNow(lab: FoundLab, workspace: Workspace, name: string): WorkspaceFile | null {
  const place = placeOf(lab, workspace, name);
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (!stat.isFile())
    refuse(`${name} is no plain file, so the page does not touch it`, 'put a file of that name in its place');
  if (stat.size > MOST_FILE_BYTES)
    refuse(`${name} has ${stat.size} bytes; the page takes ${MOST_FILE_BYTES}`, 'edit it in another editor');
  const bytes = readFileSync(place);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes))
    refuse(`${name} is not UTF-8 text, so the page does not touch it`, 'save it as UTF-8');
  return { name, text, mark: markOf(bytes), savedAt: stat.mtimeMs };
}

/** Saves `text`, made from the text named by `base`. Not saved: somebody else did in between, and `file` is theirs (null: it is gone). */
export function saveFile(
  lab: FoundLab,
  workspace: Workspace,
  { name, text, base }: { name: string; text: string; base: string },
): { saved: boolean; file: WorkspaceFile | null } {
  const place = placeOf(lab, workspace, name);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > MOST_FILE_BYTES)
    refuse(`${name} would have ${sizeBytes} bytes; the page takes ${MOST_FILE_BYTES}`, 'make it shorter');
  const there = readFileNow(lab, workspace, name);
  if ((there?.mark ?? GONE) !== base) return { saved: false, file: there };
  // A name with a dot in front: nobody who watches the folder takes it for a save.
  const draft = join(workspace.folder, `.${name}.draft`);
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { flag: 'wx' });
  renameSync(draft, place);
  return { saved: true, file: readFileNow(lab, workspace, name) };
}
