// Follows a ledger file while the source writes it: folds intents and outcomes into counts, true requests per window, and
// hands on every event that was acknowledged with its place in the log. Reads only complete lines; keeps open batches only.
import { open } from 'node:fs/promises';
import type { LedgerIntent, LedgerLine } from '../../../pipeline/contract/ledger.ts';

export interface LedgerCounts {
  made: number;
  acked: number;
  failed: number;
  unknown: number;
  dropped: number;
}

/** Acknowledged events of one batch, parallel arrays. */
export interface AckedBatch {
  partition: number;
  seq: number[];
  /** Null where the acknowledgement told no offset: kafkajs gave up a part of the send and said nothing. */
  offset: (number | null)[];
  time: (number | null)[];
}

/** What is read of an intent. The rest of it, five sixths of the ledger, is for the verdict. */
type KnownIntent = Pick<LedgerIntent, 't' | 'b' | 'p' | 'seq' | 'time' | 'expect'>;

export interface LedgerTail {
  counts(): LedgerCounts;
  /** Acknowledged requests per window start (ms), by true event time; quarantine-bound events apart. */
  windows(): ReadonlyMap<number, { requests: number; quarantined: number }>;
  /** Reads what is new; returns the batches acknowledged since the last call. */
  read(): Promise<AckedBatch[]>;
  close(): Promise<void>;
}

const CHUNK_BYTES = 1 << 20;
/** Windows kept; older ones are no longer shown live. */
const WINDOWS_KEPT = 5_000;

/**
 * A line without the columns that are not needed here, which are cut out before parsing. A quote inside a value is written with a backslash,
 * so a name with its plain quotes cannot stand in one.
 */
function readLine(line: string): KnownIntent | Exclude<LedgerLine, LedgerIntent> {
  if (line.startsWith('{"t":"intent",')) {
    const from = line.indexOf(',"host":[');
    const expect = line.indexOf(',"expect":[', from);
    const to = line.indexOf(']', expect) + 1;
    if (from > 0 && expect > 0 && to > 0)
      return JSON.parse(`${line.slice(0, from)}${line.slice(expect, to)}}`) as KnownIntent;
  }
  return JSON.parse(line) as LedgerLine;
}

function ackedEvents(intent: KnownIntent, base: string): AckedBatch {
  const first = Number(base);
  return {
    partition: intent.p,
    seq: intent.seq,
    time: intent.time,
    offset: intent.seq.map((_, index) => (first < 0 ? null : first + index)),
  };
}

function resolvedEvents(intent: KnownIntent, seq: number[], offset: (string | null)[]): AckedBatch {
  const batch: AckedBatch = { partition: intent.p, seq: [], offset: [], time: [] };
  seq.forEach((one, index) => {
    const place = offset[index];
    if (place === null || place === undefined) return;
    batch.seq.push(one);
    batch.offset.push(Number(place));
    batch.time.push(intent.time[intent.seq.indexOf(one)] ?? null);
  });
  return batch;
}

/** Opens the tail of a ledger that may not exist yet. `windowMs` is the width of gold's windows. */
export function tailLedger(file: string, windowMs: number): LedgerTail {
  const counts: LedgerCounts = { made: 0, acked: 0, failed: 0, unknown: 0, dropped: 0 };
  const windows = new Map<number, { requests: number; quarantined: number }>();
  const open_ = new Map<string, KnownIntent>();
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  let position = 0;
  let rest = '';

  function windowAt(start: number): { requests: number; quarantined: number } {
    const known = windows.get(start);
    if (known !== undefined) return known;
    const window = { requests: 0, quarantined: 0 };
    windows.set(start, window);
    return window;
  }

  function countWindows(intent: KnownIntent, taken: (seq: number) => boolean): void {
    intent.seq.forEach((seq, index) => {
      const time = intent.time[index];
      if (time === null || time === undefined || !taken(seq)) return;
      const window = windowAt(Math.floor(time / windowMs) * windowMs);
      if (intent.expect[index] === 'q') window.quarantined += 1;
      else window.requests += 1;
    });
    if (windows.size > WINDOWS_KEPT) windows.delete(windows.keys().next().value!);
  }

  function fold(line: ReturnType<typeof readLine>): AckedBatch | undefined {
    if (line.t === 'intent') {
      counts.made += line.seq.length;
      open_.set(`${line.p}/${line.b}`, line);
      return undefined;
    }
    if (line.t === 'dropped') counts.dropped += line.seq.length;
    if (line.t !== 'acked' && line.t !== 'resolved' && line.t !== 'failed' && line.t !== 'unknown')
      return undefined;
    const intent = open_.get(`${line.p}/${line.b}`);
    if (intent === undefined) return undefined;
    if (line.t === 'unknown') {
      counts.unknown += intent.seq.length;
      return undefined; // it may still be resolved
    }
    open_.delete(`${line.p}/${line.b}`);
    if (line.t === 'failed') {
      counts.failed += intent.seq.length;
      return undefined;
    }
    const batch =
      line.t === 'acked' ? ackedEvents(intent, line.base) : resolvedEvents(intent, line.seq, line.offset);
    if (line.t === 'resolved') counts.unknown -= intent.seq.length;
    counts.acked += batch.seq.length;
    const taken = line.t === 'acked' ? () => true : (seq: number) => batch.seq.includes(seq);
    countWindows(intent, taken);
    return batch;
  }

  async function readText(): Promise<string | undefined> {
    handle ??= await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (handle === undefined) return undefined;
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return undefined;
    // Whole lines only: a multi-byte character never straddles two reads that way.
    const end = buffer.lastIndexOf(10, bytesRead - 1);
    const take = end < 0 ? bytesRead : end + 1;
    position += take;
    return buffer.toString('utf8', 0, take);
  }

  return {
    counts: () => counts,
    windows: () => windows,
    async read() {
      const acked: AckedBatch[] = [];
      for (let text = await readText(); text !== undefined; text = await readText()) {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          const batch = fold(readLine(line));
          if (batch !== undefined && batch.seq.length > 0) acked.push(batch);
        }
      }
      return acked;
    },
    close: async () => handle?.close(),
  };
}
