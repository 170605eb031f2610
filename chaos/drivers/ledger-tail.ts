// Follows a ledger file while it is being written: events acknowledged so far, and the sends without an outcome. For schedules and
// for proofs that a fault struck unfinished work; verdicts read the file again, whole. Reads only the new bytes at every poll.
import { closeSync, openSync, readSync } from 'node:fs';

export interface OpenSend {
  batch: number;
  partition: number;
  /** When its intent was written, ms since the epoch. */
  since: number;
}

export interface SendRecord extends OpenSend {
  /** When its first outcome was written; undefined while there is none. */
  answeredAt: number | undefined;
}

export interface LedgerTail {
  /** Reads what is new. */
  poll(): void;
  /** Events acknowledged so far. */
  readonly acked: number;
  /** When the newest acknowledgement was written; undefined before the first. */
  readonly lastAckAt: number | undefined;
  /** Next offset after the newest acknowledged event of a partition; undefined before the first. */
  ackedEnd(partition: number): number | undefined;
  /** Sends without an outcome, as of the last poll. */
  open(): OpenSend[];
  /** Sends that were unfinished at that moment, also those answered since. */
  openAt(at: number): SendRecord[];
}

const INTENT = /^\{"t":"intent","b":(\d+),"p":(\d+),"at":([\d.]+)/;
const OUTCOME =
  /^\{"t":"(acked|resolved|failed|unknown)","b":(\d+),"p":(\d+),"at":([\d.]+)(?:,"base":"(-?\d+)","n":(\d+))?/;
const CHUNK_BYTES = 1 << 20;
/** Answered sends are remembered this long, for proofs after the fact. */
const REMEMBER_MS = 30_000;

/** A tail that begins at the start of the file; the file need not exist yet. */
export function followLedger(file: string): LedgerTail {
  const sends = new Map<string, SendRecord>();
  const ackedEnds = new Map<number, number>();
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = 0;
  let carried = '';
  let acked = 0;
  let lastAckAt: number | undefined;

  function take(line: string): void {
    const intent = INTENT.exec(line);
    if (intent) {
      const [, batch, partition, since] = intent;
      sends.set(`${batch}/${partition}`, {
        batch: Number(batch),
        partition: Number(partition),
        since: Number(since),
        answeredAt: undefined,
      });
      return;
    }
    const outcome = OUTCOME.exec(line);
    if (!outcome) return;
    const [, kind, batch, partition, at, base, n] = outcome;
    const send = sends.get(`${batch}/${partition}`);
    if (send) send.answeredAt ??= Number(at);
    if (kind === 'acked') {
      acked += Number(n ?? 0);
      if (Number(base ?? -1) >= 0) raise(Number(partition), Number(base) + Number(n ?? 0));
    }
    if (kind === 'resolved') {
      const found = foundIn(line);
      acked += found.length;
      if (found.length > 0) raise(Number(partition), Math.max(...found) + 1);
    }
    if (kind === 'acked' || kind === 'resolved') lastAckAt = Number(at);
  }

  function raise(partition: number, end: number): void {
    if (end > (ackedEnds.get(partition) ?? 0)) ackedEnds.set(partition, end);
  }

  function forget(): void {
    const before = Date.now() - REMEMBER_MS;
    for (const [key, { answeredAt }] of sends)
      if (answeredAt !== undefined && answeredAt < before) sends.delete(key);
  }

  return {
    poll() {
      const handle = tryOpen(file);
      if (handle === undefined) return;
      try {
        for (
          let read = readSync(handle, chunk, 0, CHUNK_BYTES, position);
          read > 0;
          read = readSync(handle, chunk, 0, CHUNK_BYTES, position)
        ) {
          position += read;
          const lines = (carried + chunk.toString('latin1', 0, read)).split('\n');
          carried = lines.pop() ?? '';
          for (const line of lines) take(line);
        }
      } finally {
        closeSync(handle);
      }
      forget();
    },
    get acked() {
      return acked;
    },
    get lastAckAt() {
      return lastAckAt;
    },
    ackedEnd: (partition) => ackedEnds.get(partition),
    open: () => [...sends.values()].filter(({ answeredAt }) => answeredAt === undefined),
    openAt: (at) =>
      [...sends.values()].filter(
        (send) => send.since <= at && (send.answeredAt === undefined || send.answeredAt > at),
      ),
  };
}

function foundIn(line: string): number[] {
  const { offset } = JSON.parse(line) as { offset: (string | null)[] };
  return offset.flatMap((found) => (found === null ? [] : [Number(found)]));
}

function tryOpen(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
