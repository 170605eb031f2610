// Opens a recording in the page, without any server: unpacks, checks, and indexes its lines. A file that is none, or too large, or of a newer
// version is refused with one sentence; a torn end is left out and told. Nothing of the file is ever run or shown as markup.
import type { LabState } from '../../../contract.ts';
import type { Frame, FrameLine, JournalEntry, PageRecording, RecordedRun } from './page-recording.ts';

const NEWEST_VERSION = 1;
const MOST_FILE_BYTES = 64_000_000;
const MOST_TEXT_BYTES = 256_000_000;
/** How every gzip member that Lakequake writes begins: deflate, no name, no time. */
const MEMBER = [0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00];
const PARTS = [
  'run',
  'faults',
  'source',
  'proxies',
  'controller',
  'brokers',
  'topic',
  'processors',
  'tables',
  'gold',
  'signals',
  'ledger',
];

/** Its message is shown as it is. */
export class NoRecording extends Error {}

/** Where the members begin. The browser unpacks one at a time and takes a second one for damage. */
export function membersOf(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const starts = [0];
  for (let at = bytes.indexOf(MEMBER[0]!, 1); at !== -1; at = bytes.indexOf(MEMBER[0]!, at + 1))
    if (MEMBER.every((byte, index) => bytes[at + index] === byte)) starts.push(at);
  return starts.map((start, index) => bytes.subarray(start, starts[index + 1]));
}

/** The text of one member as far as it is whole, and whether it was. */
async function unpack(
  member: Uint8Array<ArrayBuffer>,
  left: number,
): Promise<{ bytes: Uint8Array[]; size: number; whole: boolean }> {
  const reader = new Blob([member]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const bytes: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { bytes, size, whole: true };
      size += value.length;
      if (size > left) break;
      bytes.push(value);
    }
  } catch {
    return { bytes, size, whole: false };
  }
  await reader.cancel();
  throw new NoRecording('It holds too much text. Take a shorter recording.');
}

async function textOf(file: Blob): Promise<{ text: Uint8Array; torn: boolean }> {
  if (file.size > MOST_FILE_BYTES)
    throw new NoRecording('The file is larger than 64 MB. Take a shorter recording.');
  const packed = new Uint8Array(await file.arrayBuffer());
  if (packed[0] !== MEMBER[0] || packed[1] !== MEMBER[1])
    throw new NoRecording('It is not a gzip file. Take the recording.jsonl.gz of a run.');
  const parts: Uint8Array[] = [];
  let size = 0;
  let torn = false;
  for (const member of membersOf(packed)) {
    const one = await unpack(member, MOST_TEXT_BYTES - size);
    parts.push(...one.bytes);
    size += one.size;
    torn ||= !one.whole;
  }
  const text = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    text.set(part, at);
    at += part.length;
  }
  return { text, torn };
}

function checkHeader(line: Record<string, unknown>): RecordedRun {
  if (typeof line.v !== 'number' || typeof line.run !== 'object' || line.run === null)
    throw new NoRecording('Its header is not that of a recording.');
  if (line.v > NEWEST_VERSION)
    throw new NoRecording(
      `It has the format ${line.v} of a newer Lakequake; this one reads up to ${NEWEST_VERSION}.`,
    );
  return line.run as RecordedRun;
}

/** A page can show only what it knows; one state stands for all. */
function checkState(state: unknown): void {
  const missing = PARTS.find((part) => typeof state !== 'object' || state === null || !(part in state));
  if (missing !== undefined) throw new NoRecording(`Its states are not those of this version (${missing}).`);
  const { gold } = state as LabState;
  if (!Array.isArray(gold?.windows))
    throw new NoRecording('Its states are not those of this version (gold).');
}

const decoder = new TextDecoder();

function parse(bytes: Uint8Array, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw new NoRecording(`Line ${number} is not what a recording holds.`);
}

/** Reads a file whole. Throws NoRecording with a sentence for the reader. */
export async function readRecordingFile(file: File): Promise<PageRecording> {
  const { text, torn } = await textOf(file);
  const frames: Frame[] = [];
  let run: RecordedRun | undefined;
  let journal: JournalEntry[] = [];
  /** True from a header to the next full state: a difference there would build on nothing. */
  let adrift = true;
  let number = 0;
  for (let from = 0, to = text.indexOf(10); to !== -1; from = to + 1, to = text.indexOf(10, from)) {
    number += 1;
    const [start, end] = [from, to];
    const line = parse(text.subarray(start, end), number);
    if (run === undefined && line.t !== 'recording') throw new NoRecording('It has no header.');
    if (line.t === 'recording') {
      const header = checkHeader(line);
      if (run !== undefined && run.id !== header.id) throw new NoRecording('It holds two runs.');
      run ??= header;
      adrift = true;
    } else if (line.t === 'journal')
      journal = Array.isArray(line.entries) ? (line.entries as JournalEntry[]) : [];
    else if ((line.t === 'full' || line.t === 'delta') && typeof line.at === 'number') {
      const whole = line.t === 'full';
      if (!whole && adrift) throw new NoRecording(`Line ${number} builds on nothing.`);
      if (whole && frames.length === 0) checkState(line.state);
      adrift = false;
      const at = Math.max(line.at, frames.at(-1)?.at ?? line.at);
      const read = () => JSON.parse(decoder.decode(text.subarray(start, end))) as FrameLine;
      frames.push({ at, whole, line: read });
    } else throw new NoRecording(`Line ${number} is not what a recording holds.`);
  }
  if (run === undefined || frames.length === 0) throw new NoRecording('It holds no state.');
  return { name: file.name, run, frames, journal, from: frames[0]!.at, to: frames.at(-1)!.at, torn };
}
