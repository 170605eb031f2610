// One recording file being written: a gzip stream to disk that a killed process leaves readable up to its last key frame.
// Never blocks: while the disk is behind, it says so and the writer leaves frames out.
import { createWriteStream, openSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { RecordingLine } from './format.ts';

export interface RecordingFile {
  /** Bytes of text written so far. */
  textBytes(): number;
  /** True while the disk is behind. */
  behind(): boolean;
  write(line: RecordingLine): void;
  /** Makes what was written so far readable. */
  flush(): void;
  /** Ends the file; resolves when it is on disk, or has failed. */
  close(): Promise<void>;
}

/** More than this waiting for the disk, and frames are left out. */
const MOST_WAITING_BYTES = 4_000_000;

/** Opens (and empties) a file; throws where that is refused. `onError` hears of a disk that refuses later; nothing is written after that. */
export function openRecordingFile(file: string, onError: (error: Error) => void): RecordingFile {
  const gzip = createGzip({ level: 6 });
  // Opened at once and not when the disk comes to it: the recorder may rename the file before that.
  const disk = createWriteStream(file, { fd: openSync(file, 'w', 0o644) });
  let bytes = 0;
  let failed = false;
  const fail = (error: Error) => {
    if (failed) return;
    failed = true;
    gzip.destroy();
    disk.destroy();
    onError(error);
  };
  gzip.on('error', fail);
  disk.on('error', fail);
  gzip.pipe(disk);
  return {
    textBytes: () => bytes,
    behind: () => gzip.writableLength > MOST_WAITING_BYTES,
    write(line) {
      if (failed) return;
      const text = `${JSON.stringify(line)}\n`;
      bytes += Buffer.byteLength(text);
      gzip.write(text);
    },
    flush() {
      if (!failed) gzip.flush(constants.Z_SYNC_FLUSH);
    },
    async close() {
      if (failed) return;
      gzip.end();
      await finished(disk).catch(fail);
    },
  };
}
