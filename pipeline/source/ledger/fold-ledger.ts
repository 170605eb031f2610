// What a ledger says in the end, event by event: pure, one line at a time, a byte per event. An event that was acknowledged once
// stays acknowledged; otherwise its newest batch decides. Also yields what a restarted source needs to go on.
import type { LedgerHeader, LedgerIntent, LedgerLine } from '../../contract/ledger.ts';

/** Growing certainty: none < dropped < failed < unknown < open < acked. `open`: an intent without any outcome. */
const EVENT_STATES = ['none', 'dropped', 'failed', 'unknown', 'open', 'acked'] as const;
export type EventState = (typeof EVENT_STATES)[number];
const CODE = { none: 0, dropped: 1, failed: 2, unknown: 3, open: 4, acked: 5 } as const satisfies Record<
  EventState,
  number
>;

export interface UnresolvedBatch {
  b: number;
  p: number;
  /** When its intent was written. */
  at: number;
  seq: number[];
  time: (number | null)[];
  /** First offset at which it may stand. */
  from: bigint;
}

export interface LedgerCounts {
  /** Events with an intent. */
  sent: number;
  acked: number;
  failed: number;
  unknown: number;
  /** Intent without outcome: in flight, or the source died. */
  open: number;
  dropped: number;
}

export interface LedgerFold {
  add(line: LedgerLine): void;
  readonly header: LedgerHeader | undefined;
  /** From the end line; undefined while the source runs and after a crash. */
  readonly made: number | undefined;
  stateOf(seq: number): EventState;
  counts(): LedgerCounts;
  /** Highest seq with an intent or dropped, -1 when there is none. */
  readonly lastSeq: number;
  readonly lastBatch: number;
  /** Batches that may have landed: without an outcome, or with `unknown` as the last. */
  unresolved(): UnresolvedBatch[];
  /** Events up to lastSeq that no line speaks of: they waited in a buffer when the source died. */
  unmentioned(): number[];
  /** Partition → offset after the newest record known to be ours. */
  readonly knownEnds: ReadonlyMap<number, bigint>;
  /** Newest time in any line, ms since the epoch. */
  readonly lastAt: number;
}

/** An empty fold; feed it every line of one ledger in order. */
export function createLedgerFold(): LedgerFold {
  let states = new Uint8Array(65_536);
  let header: LedgerHeader | undefined;
  let made: number | undefined;
  let lastSeq = -1;
  let lastBatch = -1;
  let lastAt = 0;
  const openBatches = new Map<number, UnresolvedBatch>();
  const knownEnds = new Map<number, bigint>();

  function set(seq: number, state: EventState): void {
    if (seq >= states.length) {
      const grown = new Uint8Array(Math.max(states.length * 2, seq + 1));
      grown.set(states);
      states = grown;
    }
    if (states[seq] !== CODE.acked) states[seq] = CODE[state];
    if (seq > lastSeq) lastSeq = seq;
  }
  function seen(partition: number, end: bigint): void {
    if (end > (knownEnds.get(partition) ?? 0n)) knownEnds.set(partition, end);
  }
  function intent(line: LedgerIntent): void {
    lastBatch = Math.max(lastBatch, line.b);
    const { b, p, at, seq: seqs, time } = line;
    openBatches.set(b, { b, p, at, seq: seqs, time, from: knownEnds.get(p) ?? 0n });
    for (const seq of line.seq) set(seq, 'open');
  }
  function close(b: number, state: EventState): void {
    for (const seq of openBatches.get(b)?.seq ?? []) set(seq, state);
    if (state !== 'unknown') openBatches.delete(b);
  }

  return {
    add(line) {
      if ('at' in line) lastAt = Math.max(lastAt, line.at);
      if (line.t === 'run') header ??= line;
      else if (line.t === 'intent') intent(line);
      else if (line.t === 'acked') {
        close(line.b, 'acked');
        if (!line.base.startsWith('-')) seen(line.p, BigInt(line.base) + BigInt(line.n));
      } else if (line.t === 'resolved') {
        line.seq.forEach((seq, i) => {
          const offset = line.offset[i] ?? null;
          set(seq, offset === null ? 'failed' : 'acked');
          if (offset !== null) seen(line.p, BigInt(offset) + 1n);
        });
        openBatches.delete(line.b);
      } else if (line.t === 'dropped') for (const seq of line.seq) set(seq, 'dropped');
      else if (line.t === 'end') made = line.made;
      else close(line.b, line.t);
    },
    get header() {
      return header;
    },
    get made() {
      return made;
    },
    get lastSeq() {
      return lastSeq;
    },
    get lastBatch() {
      return lastBatch;
    },
    get lastAt() {
      return lastAt;
    },
    knownEnds,
    stateOf: (seq) => EVENT_STATES[states[seq] ?? 0]!,
    counts() {
      const byState = new Float64Array(EVENT_STATES.length);
      for (let seq = 0; seq <= lastSeq; seq++) byState[states[seq]!]!++;
      const [, dropped = 0, failed = 0, unknown = 0, open = 0, acked = 0] = byState;
      return { sent: failed + unknown + open + acked, acked, failed, unknown, open, dropped };
    },
    unresolved: () => [...openBatches.values()],
    unmentioned() {
      const seqs: number[] = [];
      for (let seq = 0; seq <= lastSeq; seq++) if (states[seq] === CODE.none) seqs.push(seq);
      return seqs;
    },
  };
}
