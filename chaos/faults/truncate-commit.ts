// truncate-commit: a file of a table's Delta log loses its second half on the disk, as after a crash of a store that had said it was durable.
// The processes that run have read it long ago and go on; whoever opens the table from outside cannot. Proof: the file ends in the middle
// of an action. There is nothing to undo: what is damaged stays so until someone makes it anew.
import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { uniform } from '../distortion.ts';
import type { Fault } from '../fault.ts';

export interface TruncateCommitOptions {
  seed: number;
  table: TableName;
}

const COMMIT = /^\d{20}\.json$/;
/** The newest commits are left alone: another process may still have to read them. */
const NEWEST = 3;

/** The commit that is cut, of those that brought rows and are not among the newest; undefined without any. Pure. */
export function commitToCut(names: readonly string[], seed: number): string | undefined {
  const commits = names.filter((name) => COMMIT.test(name)).sort();
  // The first two make the table; those after them bring rows.
  const old = commits.slice(2, Math.max(2, commits.length - NEWEST));
  return old[Math.floor(uniform(seed, 1) * old.length)];
}

/** Whether a commit ends in the middle of an action. Pure. */
export function isTorn(text: string): boolean {
  const last = text.split('\n').findLast((line) => line !== '') ?? '';
  try {
    JSON.parse(last);
    return false;
  } catch {
    return true;
  }
}

export const fault: Fault = {
  id: 'truncate-commit',
  title: 'A commit of the log is cut in two',
  async inject({ run }, { args, note }) {
    const { seed, table } = args as unknown as TruncateCommitOptions;
    const logDir = join(run.spec.lakeDir, TABLES[table].path, '_delta_log');
    const name = commitToCut(readdirSync(logDir), seed);
    if (name === undefined) return;
    const file = join(logDir, name);
    const before = statSync(file).size;
    const after = Math.floor(before / 2);
    note({ file, before, after });
    truncateSync(file, after);
    note({ torn: isTorn(readFileSync(file, 'utf8')) });
  },
  async observed(_system, { args, notes }) {
    if (notes.torn !== true) return null;
    const name = String(notes.file).split('/').at(-1);
    return {
      says: `${name} of ${args.table} had ${notes.before} bytes and was left with ${notes.after}`,
      facts: { file: notes.file, before: notes.before, after: notes.after },
    };
  },
  undo: async () => false,
};
