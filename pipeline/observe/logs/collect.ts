// Every line of every log of a run, merged in order of time. Reads whole files: logs roll at 10 MB each.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { concerns, type Subject } from './concerns.ts';
import { type LogLine, parseLog } from './log-line.ts';

export interface FoundLine extends LogLine {
  /** Why it is shown. */
  because: string;
}

const LOG_FILE = /^(.+?)\.(log|out)(\.\d+)?$/;

/** Log files below the folders, each with the name of the process that writes it. */
export function logFiles(folders: readonly string[]): { file: string; process: string }[] {
  return [...new Set(folders)]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && LOG_FILE.test(entry.name))
        .map((entry) => ({
          file: join(folder, entry.name),
          process: LOG_FILE.exec(basename(entry.name))![1]!,
        })),
    );
}

/** The lines that concern the subject, oldest first; equal times keep the order of their files. */
export function collectLogs(
  folders: readonly string[],
  subject: Subject,
  sinceMs = Number.NEGATIVE_INFINITY,
): FoundLine[] {
  const found: FoundLine[] = [];
  for (const { file, process } of logFiles(folders))
    for (const line of parseLog(process, readFileSync(file, 'utf8'))) {
      const because = line.at >= sinceMs ? concerns(line, subject) : undefined;
      if (because !== undefined) found.push({ ...line, because });
    }
  return found.sort((left, right) => left.at - right.at);
}
