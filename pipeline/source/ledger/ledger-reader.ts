// Reads a ledger line by line, also while it is being written: a last line without its newline is torn or unfinished and is
// left out. Never holds the file in memory. A broken line anywhere else is corruption and says so.
import { createReadStream } from 'node:fs';
import { LakequakeError } from '../../contract/errors.ts';
import type { LedgerLine } from '../../contract/ledger.ts';

function parsed(text: string, file: string, lineNumber: number): LedgerLine {
  try {
    return JSON.parse(text) as LedgerLine;
  } catch (cause) {
    throw new LakequakeError('ledger-corrupt', `line ${lineNumber} of the ledger ${file} is not JSON`, {
      cause,
      context: { file, lineNumber, start: text.slice(0, 80) },
      hint: 'run `lakequake reset` to forget Kafka, lake and ledger together; the file is the only record of what was sent',
    });
  }
}

/** Every complete line of a ledger, in order; nothing when the file does not exist. Throws `ledger-corrupt`. */
export async function* readLedger(file: string): AsyncGenerator<LedgerLine, void, undefined> {
  let carried: Buffer[] = [];
  let lineNumber = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let to = chunk.indexOf(0x0a); to >= 0; to = chunk.indexOf(0x0a, from)) {
        const tail = chunk.subarray(from, to);
        const line = carried.length > 0 ? Buffer.concat([...carried, tail]) : tail;
        carried = [];
        from = to + 1;
        yield parsed(line.toString('utf8'), file, ++lineNumber);
      }
      if (from < chunk.length) carried.push(chunk.subarray(from));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
