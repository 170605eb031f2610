// Another program that writes to a table of the lake: it reads the newest metadata out of the Delta log and commits its own, by the rules
// (put if absent, next version), sharing no code with the pipeline. Knows only commit files: enough for the length of a run.
import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LakequakeError } from '../../pipeline/contract/errors.ts';

export interface ForeignMetadata {
  schemaString: string;
  [field: string]: unknown;
}

const COMMIT = /^(\d{20})\.json$/;
const TRIES = 200;

function versionsOf(logDir: string): number[] {
  const found = readdirSync(logDir).flatMap((name) => {
    const match = COMMIT.exec(name);
    return match ? [Number(match[1])] : [];
  });
  return found.sort((a, b) => b - a);
}

const fileOf = (logDir: string, version: number) => join(logDir, `${String(version).padStart(20, '0')}.json`);

/** The metadata in force and the version that brought it. */
export function newestMetadata(tableDir: string): { version: number; metaData: ForeignMetadata } {
  const logDir = join(tableDir, '_delta_log');
  for (const version of versionsOf(logDir)) {
    const lines = readFileSync(fileOf(logDir, version), 'utf8').split('\n');
    const found = lines.find((line) => line.startsWith('{"metaData"'));
    if (found !== undefined)
      return { version, metaData: (JSON.parse(found) as { metaData: ForeignMetadata }).metaData };
  }
  throw new LakequakeError('not-found', `no commit of ${tableDir} holds metadata`);
}

/** Commits other metadata as the next version, and tells which that was. */
export function commitMetadata(tableDir: string, metaData: ForeignMetadata): number {
  const logDir = join(tableDir, '_delta_log');
  const commitInfo = {
    timestamp: Date.now(),
    operation: 'ALTER TABLE',
    operationParameters: {},
    engineInfo: 'another team',
  };
  const temporary = join(logDir, `.alter.${randomUUID()}.tmp`);
  writeFileSync(temporary, `${JSON.stringify({ commitInfo })}\n${JSON.stringify({ metaData })}\n`);
  try {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const version = (versionsOf(logDir)[0] ?? -1) + 1;
      if (linkIfAbsent(temporary, fileOf(logDir, version))) return version;
    }
  } finally {
    rmSync(temporary, { force: true });
  }
  throw new LakequakeError('commit-conflict', `${tableDir}: another writer was first ${TRIES} times`);
}

function linkIfAbsent(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
