// Looks at a ledger file from outside: its header, and whether it can be used. The content is read by SQL (oracle/ledger-sql.ts).
import { open } from 'node:fs/promises';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { LedgerHeader } from '../../pipeline/contract/ledger.ts';

const HEADER_BYTES = 65_536;

/** The first line of a ledger. Throws `ledger-corrupt` when it is none, `newer-format` when a newer Lakequake wrote it. */
export async function readLedgerHeader(file: string): Promise<LedgerHeader> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, HEADER_BYTES, 0);
    return parseHeader(buffer.toString('utf8', 0, bytesRead), file);
  } finally {
    await handle.close();
  }
}

function headless(file: string, cause?: unknown): LakequakeError {
  return new LakequakeError('ledger-corrupt', `${file} does not begin with a ledger header`, {
    cause,
    hint: 'make the run again: its ledger is the only record of what was sent',
  });
}

function parseHeader(text: string, file: string): LedgerHeader {
  const line = text.slice(0, text.indexOf('\n'));
  let header: Partial<LedgerHeader>;
  try {
    header = JSON.parse(line) as Partial<LedgerHeader>;
  } catch (cause) {
    throw headless(file, cause);
  }
  if (header.t !== 'run' || typeof header.runId !== 'string') throw headless(file);
  if (header.v !== 1)
    throw new LakequakeError(
      'newer-format',
      `${file} has ledger format ${String(header.v)}, this reads format 1`,
      {
        hint: 'Use the version of Lakequake that wrote it.',
      },
    );
  return header as LedgerHeader;
}
