// Reads a recording whole and checks every line of it, so that whatever is shown later cannot fail: a file that is none, is
// damaged, too large or of a newer version is refused with one sentence. A torn end (the writer was killed) is left out.
// The text stays as bytes; states are built on demand from the key frame before them.
import { createReadStream, type Stats, statSync } from 'node:fs';
import { constants, createGunzip } from 'node:zlib';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { labStateSchema } from '../../contract.ts';
import { lineSchema, RECORDING_VERSION, type RecordingHeader, type RecordingLine } from './format.ts';

export interface Frame {
  /** ms since the epoch. */
  at: number;
  kind: 'full' | 'delta';
  /** Place in the text. */
  from: number;
  to: number;
}

export interface Recording {
  header: RecordingHeader;
  frames: readonly Frame[];
  /** The journal's entries, when the run ended. */
  journal: readonly { type: string; at: number }[];
  /** Times of its first and its last state. */
  from: number;
  to: number;
  line(index: number): Extract<RecordingLine, { t: 'full' | 'delta' }>;
}

export interface ReadLimits {
  /** Bytes of the files. */
  fileBytes: number;
  /** Bytes of text in them: a small file can hold very much of it. */
  textBytes: number;
}

export const READ_LIMITS: ReadLimits = { fileBytes: 64_000_000, textBytes: 256_000_000 };

const megabytes = (bytes: number) => `${Math.round(bytes / 1_000_000)} MB`;

const noRecording = (name: string, why: string, cause?: unknown) =>
  new LakequakeError('bad-argument', `${name} is no recording of Lakequake: ${why}`, {
    ...(cause === undefined ? {} : { cause }),
    hint: 'take the recording.jsonl.gz of a run, or one that the dashboard exported',
  });

function statOf(file: string): Stats {
  try {
    const stats = statSync(file);
    if (stats.isFile()) return stats;
  } catch (cause) {
    throw new LakequakeError('not-found', `there is no file ${file}`, {
      cause,
      hint: 'give the path of a recording.jsonl.gz',
    });
  }
  throw noRecording(file, 'it is no file');
}

/** The text of one file, as far as it is whole. */
async function unpack(file: string, name: string, textBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  // The flush mode makes a torn end an end, not an error.
  const text = createReadStream(file).pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }));
  try {
    for await (const part of text as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > textBytes)
        throw new LakequakeError('bad-argument', `${name} holds more than ${megabytes(textBytes)} of text`, {
          hint: 'take a shorter recording',
        });
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof LakequakeError) throw error;
    throw noRecording(name, 'its compressed data is damaged', error);
  } finally {
    text.destroy();
  }
  return Buffer.concat(parts);
}

function parse(text: Buffer, name: string, number: number): RecordingLine {
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch (error) {
    throw noRecording(name, `line ${number} is not JSON`, error);
  }
  const version = (value as { t?: unknown; v?: unknown } | null) ?? {};
  if (version.t === 'recording' && typeof version.v === 'number' && version.v > RECORDING_VERSION)
    throw new LakequakeError(
      'newer-format',
      `${name} has the format ${version.v} of a newer Lakequake; this one reads up to ${RECORDING_VERSION}`,
      { hint: 'update Lakequake' },
    );
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) throw noRecording(name, `line ${number} is not what a recording holds`);
  return parsed.data;
}

/** Reads the files of one recording, in their order. Throws `not-found`, `bad-argument` or `newer-format`. */
export async function readRecording(
  files: readonly string[],
  { name = files.at(-1) ?? 'it', limits = READ_LIMITS }: { name?: string; limits?: ReadLimits } = {},
): Promise<Recording> {
  const bytes = files.reduce((sum, file) => sum + statOf(file).size, 0);
  if (bytes > limits.fileBytes)
    throw new LakequakeError('bad-argument', `${name} is larger than ${megabytes(limits.fileBytes)}`, {
      hint: 'take a shorter recording',
    });
  const texts: Buffer[] = [];
  for (const file of files) {
    const text = await unpack(file, name, limits.textBytes);
    // Up to the last whole line.
    texts.push(text.subarray(0, text.lastIndexOf(10) + 1));
  }
  return indexed(Buffer.concat(texts), name);
}

function indexed(text: Buffer, name: string): Recording {
  let header: RecordingHeader | undefined;
  let journal: Recording['journal'] = [];
  const frames: Frame[] = [];
  let number = 0;
  /** True from a header to the next full state: a difference there would build on nothing. */
  let adrift = true;
  for (let from = 0; from < text.length; ) {
    const to = text.indexOf(10, from);
    number += 1;
    const line = parse(text.subarray(from, to), name, number);
    if (header === undefined && line.t !== 'recording') throw noRecording(name, 'it has no header');
    if (line.t === 'recording') {
      header ??= line;
      if (line.run.id !== header.run.id) throw noRecording(name, 'it holds two runs');
      adrift = true;
    } else if (line.t === 'journal') journal = line.entries;
    else {
      if (line.t === 'delta' && adrift) throw noRecording(name, `line ${number} builds on nothing`);
      if (line.t === 'full' && frames.length === 0) checkState(line.state, name);
      adrift = false;
      const at = Math.max(line.at, frames.at(-1)?.at ?? line.at);
      frames.push({ at, kind: line.t, from, to });
    }
    from = to + 1;
  }
  if (header === undefined || frames.length === 0) throw noRecording(name, 'it holds no state');
  return {
    header,
    frames,
    journal,
    from: frames[0]!.at,
    to: frames.at(-1)!.at,
    line: (index) => {
      const frame = frames[index]!;
      return JSON.parse(text.toString('utf8', frame.from, frame.to)) as ReturnType<Recording['line']>;
    },
  };
}

/** A page can show only what it knows; one state stands for all. */
function checkState(state: unknown, name: string): void {
  const parsed = labStateSchema.safeParse(state);
  if (parsed.success) return;
  const where = parsed.error.issues[0]?.path.join('.') ?? 'it';
  throw noRecording(name, `its states are not those of this version (${where})`);
}
