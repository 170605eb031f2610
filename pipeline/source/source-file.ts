// Opens a user's log, plain or gzip (told by its first bytes, not its name), as a stream of lines: never more than a chunk in memory.
// Everything that can be wrong with the file is one error, `bad-source-file`, with one sentence and what to do.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { LakequakeError } from '../contract/errors.ts';
import { createLineSplitter } from './line-splitter.ts';
import { readLine } from './truth.ts';

const HEAD_BYTES = 65_536;
const CHUNK_BYTES = 65_536;

function bad(
  path: string,
  what: string,
  hint: string,
  more: { cause?: unknown; context?: object } = {},
): LakequakeError {
  return new LakequakeError('bad-source-file', `the source file ${path} ${what}`, {
    cause: more.cause,
    context: { path, ...more.context },
    hint,
  });
}

const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw bad(path, 'cannot be read', 'check its permissions', { cause });
  });
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function inflatedHead(path: string, head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 28 });
  } catch (cause) {
    throw bad(path, 'looks like gzip but is damaged', 'download or compress it again', { cause });
  }
}

function checkText(path: string, head: Buffer): void {
  if (head.length === 0)
    throw bad(path, 'is empty', 'give a log with at least one line, or --source generator');
  if (head.includes(0))
    throw bad(
      path,
      'is binary, not a log (it holds NUL bytes)',
      'give a log in common or combined format, plain or gzip',
    );
  const splitter = createLineSplitter();
  const lines = splitter.push(head.subarray(0, HEAD_BYTES));
  const rest = splitter.rest();
  if (rest !== undefined) lines.push(rest);
  if (!lines.some((line) => readLine(line).truth.status !== null))
    throw bad(
      path,
      'holds no line of a web server log in its first 64 KiB',
      'give a log in common or combined format (or JSON lines with time and status), plain or gzip',
    );
}

/** Looks at a file before anything is started. Throws `bad-source-file` when it is missing, a folder, empty, binary or no log. */
export async function checkSourceFile(path: string): Promise<void> {
  const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw bad(
      path,
      cause.code === 'ENOENT' ? 'does not exist' : 'cannot be read',
      'check the path given with --source',
      { cause },
    );
  });
  if (info.isDirectory()) throw bad(path, 'is a folder', 'give one file; several can be joined with cat');
  const head = await readHead(path);
  checkText(path, isGzip(head) ? inflatedHead(path, head) : head);
}

/** The chunks of a gzip file. zlib's own stream drops what it has inflated when it fails; here everything before the damage comes out. */
async function* inflated(path: string): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  let out: Buffer[] = [];
  let failure: Error | undefined;
  gunzip.on('data', (chunk: Buffer) => out.push(chunk));
  const ended = new Promise<void>((resolve) => {
    gunzip.once('end', resolve);
    gunzip.once('error', (error: Error) => {
      failure = error;
      resolve();
    });
  });
  const taken = (): Buffer[] => {
    const chunks = out;
    out = [];
    return chunks;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    await Promise.race([new Promise<void>((resolve) => gunzip.write(chunk, () => resolve())), ended]);
    yield* taken();
    if (failure) break;
  }
  if (!failure) gunzip.end();
  await ended;
  yield* taken();
  if (failure) throw failure;
}

/**
 * All lines of a file, a chunk's worth at a time; the last one counts without its newline. When a gzip file breaks off, its
 * complete lines come first and then `bad-source-file`, which says how many they were.
 */
export async function* readLines(path: string): AsyncGenerator<string[], void, undefined> {
  const splitter = createLineSplitter();
  const gzip = isGzip(await readHead(path));
  let count = 0;
  try {
    const chunks = gzip
      ? inflated(path)
      : (createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>);
    for await (const chunk of chunks) {
      const lines = splitter.push(chunk);
      count += lines.length;
      if (lines.length > 0) yield lines;
    }
  } catch (cause) {
    const what = gzip ? 'is gzip that breaks off or is damaged' : 'could not be read to its end';
    throw bad(
      path,
      `${what}: its first ${count} complete lines were sent`,
      'give a complete copy of the file',
      {
        cause,
        context: { lines: count },
      },
    );
  }
  const rest = splitter.rest();
  if (rest !== undefined) yield [rest];
}
