// Appends lines to the ledger. A line counts as written when write(2) has returned, so it survives SIGKILL of this process (not a
// power cut: there is no fsync). Nothing is ever sent without its intent on file: while the ledger's disk is slow the source waits
// (and reports `blocked`); when it refuses for longer than a bound, the source ends with `disk-full`. It never goes on unrecorded.
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, write } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LakequakeError } from '../../contract/errors.ts';
import type { LedgerLine } from '../../contract/ledger.ts';

export interface LedgerWriter {
  /** Nothing is kept, so no intent needs to be made. */
  readonly off?: boolean;
  /** Resolves when the line is on file; rejects with `disk-full` once the disk has refused for too long, and for ever after. */
  append(line: LedgerLine): Promise<void>;
  /** Size of the file. */
  readonly sizeBytes: number;
  /** Lines handed in that are not yet on file. */
  readonly waitingLines: number;
  /** Writes what is left and closes the file. */
  close(): Promise<void>;
}

export interface LedgerWriterOptions {
  /** How long a refusing disk is retried. */
  giveUpAfterMs?: number;
  /** Told once per stretch of refusals. */
  onTrouble?: (error: Error) => void;
  /** write(2), for tests of a failing disk; resolves to the bytes written. */
  writeBytes?: (fd: number, bytes: Buffer) => Promise<number>;
}

const RETRY_EVERY_MS = 250;

const writeToFile = (fd: number, bytes: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    write(fd, bytes, 0, bytes.length, null, (error, written) => (error ? reject(error) : resolve(written)));
  });

/** Cuts off a last line that a crash tore: it was never complete, so nothing was sent on its strength. Returns the size left. */
function cutTornLine(fd: number): number {
  const chunk = Buffer.allocUnsafe(65_536);
  for (let end = fstatSync(fd).size; end > 0; ) {
    const from = Math.max(0, end - chunk.length);
    const length = readSync(fd, chunk, 0, end - from, from);
    const newline = chunk.subarray(0, length).lastIndexOf(0x0a);
    if (newline >= 0) {
      ftruncateSync(fd, from + newline + 1);
      return from + newline + 1;
    }
    end = from;
  }
  ftruncateSync(fd, 0);
  return 0;
}

function openForAppend(file: string): { fd: number; sizeBytes: number } {
  mkdirSync(dirname(file), { recursive: true });
  closeSync(openSync(file, 'a'));
  const repair = openSync(file, 'r+');
  const sizeBytes = cutTornLine(repair);
  closeSync(repair);
  return { fd: openSync(file, 'a'), sizeBytes };
}

/** Opens (or makes) a ledger for appending. */
export function openLedger(file: string, options: LedgerWriterOptions = {}): LedgerWriter {
  const { giveUpAfterMs = 30_000, onTrouble = () => {}, writeBytes = writeToFile } = options;
  const opened = openForAppend(file);
  let { sizeBytes } = opened;
  let waiting: { text: string; done: () => void; refuse: (error: Error) => void }[] = [];
  let writing: Promise<void> | undefined;
  let broken: LakequakeError | undefined;

  async function writeAll(bytes: Buffer): Promise<void> {
    let refusedSince: number | undefined;
    for (let offset = 0; offset < bytes.length; ) {
      try {
        offset += await writeBytes(opened.fd, bytes.subarray(offset));
        refusedSince = undefined;
      } catch (cause) {
        if (refusedSince === undefined) onTrouble(cause as Error);
        refusedSince ??= performance.now();
        if (performance.now() - refusedSince > giveUpAfterMs) throw refused(file, cause);
        await delay(RETRY_EVERY_MS);
      }
    }
    sizeBytes += bytes.length;
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      try {
        await writeAll(Buffer.from(lines.map(({ text }) => text).join(''), 'utf8'));
        for (const { done } of lines) done();
      } catch (error) {
        broken = error as LakequakeError;
        for (const { refuse } of [...lines, ...waiting]) refuse(broken);
        waiting = [];
      }
    }
    writing = undefined;
  }

  return {
    append: (line) =>
      new Promise((done, refuse) => {
        if (broken) return refuse(broken);
        waiting.push({ text: `${JSON.stringify(line)}\n`, done, refuse });
        writing ??= Promise.resolve().then(drain);
      }),
    get sizeBytes() {
      return sizeBytes;
    },
    get waitingLines() {
      return waiting.length;
    },
    close: async () => {
      await writing;
      closeSync(opened.fd);
    },
  };
}

function refused(file: string, cause: unknown): LakequakeError {
  return new LakequakeError(
    'disk-full',
    `the ledger ${file} could not be written: ${(cause as Error).message}`,
    {
      cause,
      context: { file },
      hint: 'free space on the disk of the state folder, then start again: the source resumes from the ledger',
    },
  );
}
