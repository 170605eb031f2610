// A file that is being edited here while other editors may save it, too. Pure: what becomes of the text when the file on disk is seen again.
// What was typed is never thrown away by what was saved elsewhere, nor the other way round.
import type { WorkspaceFile } from '../../../../contract/labs.ts';

export interface Draft {
  text: string;
  /** The file this text was made from. */
  disk: WorkspaceFile;
}

export const isDirty = ({ text, disk }: Draft): boolean => text !== (disk.text ?? '');

/** `conflict` is the other text when both sides have changed and nobody has chosen yet. */
export function met(
  draft: Draft | null,
  there: WorkspaceFile,
): { draft: Draft; conflict: WorkspaceFile | null } {
  const theirs: Draft = { text: there.text ?? '', disk: there };
  if (draft === null || !isDirty(draft) || draft.text === theirs.text)
    return { draft: theirs, conflict: null };
  if (draft.disk.mark === there.mark) return { draft: { text: draft.text, disk: there }, conflict: null };
  return { draft, conflict: there };
}

/** After a save was answered: saved, or refused because of somebody else's. What was typed meanwhile stays. */
export function saved(
  draft: Draft,
  { saved: done, file }: { saved: boolean; file: WorkspaceFile },
): { draft: Draft; conflict: WorkspaceFile | null } {
  return done ? { draft: { text: draft.text, disk: file }, conflict: null } : met(draft, file);
}
