// What a learner has changed: every file of the workspace against the one that was handed out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffText } from './diff-text.ts';
import type { FoundLab } from './lab.ts';
import { filesOf, readWorkspace, type Workspace } from './workspace.ts';

/** Text of a file as the lab hands it out. */
export const startText = (lab: FoundLab, file: string): string =>
  readFileSync(join(lab.folder, 'start', file), 'utf8');

/** One entry a file; `lines` is empty where nothing was changed. Throws `not-found` for a file that is gone. */
export function diffWorkspace(lab: FoundLab, workspace: Workspace): { file: string; lines: string[] }[] {
  return filesOf(lab, 'start').map((file) => ({
    file,
    lines: diffText(startText(lab, file), readWorkspace(lab, workspace, file)),
  }));
}
