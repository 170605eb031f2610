// The version of the state folder's layout, in `<state>/format.json`. A folder of a newer Lakequake is refused before anything in it is touched.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LakequakeError } from '../contract/errors.ts';

/** Raise it when an older Lakequake could no longer read what a newer one writes (cluster, lake, ledger). */
export const STATE_FORMAT_VERSION = 1;

/** The version the folder was written with, or undefined for an empty one. */
export function readStateFormat(stateDir: string): number | undefined {
  const file = join(stateDir, 'format.json');
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { version: number }).version
    : undefined;
}

/** Marks a new folder; throws LakequakeError `newer-format` for one that a newer Lakequake wrote. */
export function checkStateFormat(stateDir: string): void {
  const version = readStateFormat(stateDir);
  if (version === undefined) {
    writeFileSync(join(stateDir, 'format.json'), `${JSON.stringify({ version: STATE_FORMAT_VERSION })}\n`);
    return;
  }
  if (version <= STATE_FORMAT_VERSION) return;
  throw new LakequakeError(
    'newer-format',
    `${stateDir} was written by a newer Lakequake (format ${version}; this one knows ${STATE_FORMAT_VERSION})`,
    { hint: 'Update this clone with `git pull`, or set LAKEQUAKE_STATE to another folder.' },
  );
}
