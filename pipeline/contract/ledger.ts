// The ledger's lines. Written by the source only: an intent *before* a batch is sent, an outcome *after*.
// Truth is columnar per batch so that a million events stay cheap; nothing here is read by the pipeline.
// Naive ledgers mark sent after sending, count instead of keeping identities, and expire entries: this one must not.

/** First line of every ledger file. */
export interface LedgerHeader {
  t: 'run';
  /** Format version of the ledger. */
  v: 1;
  runId: string;
  topic: string;
  seed: number;
  startedAt: number;
  eventClock: EventClock;
  eventTimeMode: 'now' | 'original';
  source: string;
}

/**
 * How event time follows Kafka time in a run: eventTime ≈ eventOriginMs + (kafkaTime − kafkaOriginMs) × speed.
 * A live run has equal origins and speed 1. Recorded so that time bounds can be judged (`--event-time original` uses absolute bounds instead).
 */
export interface EventClock {
  kafkaOriginMs: number;
  eventOriginMs: number;
  speed: number;
}

/** Batch `b` is about to be sent to partition `p`. Arrays are parallel, one element per event. */
export interface LedgerIntent {
  t: 'intent';
  b: number;
  p: number;
  at: number;
  seq: number[];
  /** True event time, ms. */
  time: (number | null)[];
  host: (string | null)[];
  method: (string | null)[];
  path: (string | null)[];
  status: (number | null)[];
  bytes: (number | null)[];
  format: string[];
  /** Expected disposition: s(ilver), q(uarantine), l(ate). */
  expect: ('s' | 'q' | 'l')[];
  /** md5 (hex) of the line as *sent*, decoded as ISO-8859-1 and hashed as UTF-8; null for a null value. */
  md5: (string | null)[];
  key: (string | null)[];
  /** The time the line tells, ms, where it is not the true one (null: it is). Absent when no line of the batch lies. */
  claims?: (number | null)[];
}

/**
 * `failed` only if the first attempt ended in a definite error (a retry hides what came before); `unknown` is anything else.
 * A later outcome for the same batch supersedes (an unknown send resolved by reading the log back).
 */
export type LedgerOutcome =
  | { t: 'acked'; b: number; p: number; at: number; base: string; n: number }
  /** Some of an unknown batch were found in the log: offsets by seq; the others were not. */
  | { t: 'resolved'; b: number; p: number; at: number; seq: number[]; offset: (string | null)[] }
  | { t: 'failed'; b: number; p: number; at: number; why: string }
  | { t: 'unknown'; b: number; p: number; at: number; why: string };

/** Events the source itself gave up before any send (bounded buffer that drops): never acked, counted, named. */
export interface LedgerDropped {
  t: 'dropped';
  at: number;
  seq: number[];
  why: string;
}

/** The source has sent all it will send; `made` events in all. Absent after a crash. */
export interface LedgerEnd {
  t: 'end';
  at: number;
  made: number;
}

export type LedgerLine = LedgerHeader | LedgerIntent | LedgerOutcome | LedgerDropped | LedgerEnd;
