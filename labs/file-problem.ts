// What is wrong with a file of a workspace, by itself: the line, what stands there and the fix. Pure. Only settings can be judged without a
// run; SQL is judged by asking it.
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { parseSettings } from '../pipeline/runtime/settings-file.ts';
import { SETTINGS_FILE } from './workspace.ts';

export interface FileProblem {
  file: string;
  /** From 1; null where the error names none. */
  line: number | null;
  message: string;
  /** The fix; null where nobody knows. */
  hint: string | null;
}

/** The line a sentence names for that file, as `pipeline.yaml line 3: …` and `missing.sql: line 3, position 5: …` do. */
export function lineNamed(sentence: string, file: string): number | null {
  if (!sentence.startsWith(file)) return null;
  const line = /^:? line (\d+)[,:]/.exec(sentence.slice(file.length))?.[1];
  return line === undefined ? null : Number(line);
}

/** Null for a file that is in order, or that nothing can be said of. */
export function problemIn(file: string, text: string): FileProblem | null {
  if (file !== SETTINGS_FILE) return null;
  try {
    parseSettings(text, file);
    return null;
  } catch (error) {
    if (!(error instanceof LakequakeError) || error.code !== 'bad-settings') throw error;
    return { file, line: lineNamed(error.message, file), message: error.message, hint: error.hint ?? null };
  }
}
