// The learner's own copy of a lab's files, outside the tracked ones: `<state>/workspaces/NN-slug/`. Any editor may change it; it is read
// anew at every question. Nothing here touches Kafka, lake or ledger: every run brings all three, new, under its own run id.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { STATE } from '../pipeline/contract/run-spec.ts';
import type { FoundLab } from './lab.ts';

export const SETTINGS_FILE = 'pipeline.yaml';

export interface Workspace {
  /** Absolute. */
  folder: string;
}

/** Where a lab's workspace is, whether it exists or not. */
export function workspaceOf(stateDir: string, lab: FoundLab): Workspace {
  return { folder: join(stateDir, STATE.workspaces, lab.id) };
}

export const isStarted = ({ folder }: Workspace): boolean => existsSync(folder);

/** Names of the files a lab hands out. */
export function filesOf(lab: FoundLab, kind: 'start' | 'solution'): string[] {
  return readdirSync(join(lab.folder, kind)).sort();
}

/** Puts the lab's files of that kind into the workspace; with `anew` whatever was there goes. */
export function fill(lab: FoundLab, { folder }: Workspace, kind: 'start' | 'solution', anew = true): void {
  if (anew) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(lab.folder, kind), folder, { recursive: true });
}

/** Text of a file in the lab's workspace. Throws `not-found`. */
export function readWorkspace(lab: FoundLab, { folder }: Workspace, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (cause) {
    throw new LakequakeError('not-found', `the workspace has no file ${file}`, {
      cause,
      hint: `write it anew, or take all files as they were handed out with \`npx lakequake lab reset ${lab.number}\` (what you wrote in the others goes)`,
    });
  }
}
