// A place in a node's log files, so that only what was written since is read: what it says about its start, and why it ended.
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { LakequakeError } from '../../contract/errors.ts';
import { explainFailure } from './start-failure.ts';

export interface LogMark {
  logFile: string;
  outFile: string;
  logBytes: number;
  outBytes: number;
}

/** Remembers where the logs end now. Take it before the node starts. */
export function markLog({ logFile, outFile }: { logFile: string; outFile: string }): LogMark {
  return { logFile, outFile, logBytes: sizeOf(logFile), outBytes: sizeOf(outFile) };
}

/** What the node has logged since the mark. */
export const loggedSince = (mark: LogMark): string => readFrom(mark.logFile, mark.logBytes);

/** The error for a node that ended before it was ready, from what it printed and logged since the mark. */
export function explainEnd(name: string, mark: LogMark): LakequakeError {
  return explainFailure(name, readFrom(mark.outFile, mark.outBytes) + loggedSince(mark), mark.logFile);
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

/** Text of the file from a position on; the whole file when it has been rolled over since. */
function readFrom(file: string, position: number): string {
  if (!existsSync(file)) return '';
  const descriptor = openSync(file, 'r');
  try {
    const size = fstatSync(descriptor).size;
    const start = size < position ? 0 : position;
    const bytes = Buffer.alloc(size - start);
    readSync(descriptor, bytes, 0, bytes.length, start);
    return bytes.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}
