// What an event is and how it is named. Identity is the id in the `lq-id` header, never the content:
// identical lines are legitimate events.

/** Kafka header that carries the event id. */
export const EVENT_ID_HEADER = 'lq-id';

/** `<run>-<seq>`; a run id holds no dash, so an id splits at its only dash. */
export function eventId(runId: string, seq: number): string {
  return `${runId}-${seq}`;
}

/** Splits an event id made by us, or undefined for an id of an event without a header (`<topic>-<partition>-<offset>`). */
export function parseEventId(id: string): { runId: string; seq: number } | undefined {
  const match = /^(r[0-9a-z]+)-(\d+)$/.exec(id);
  return match ? { runId: match[1]!, seq: Number(match[2]) } : undefined;
}

/** The name of an event that came without a header. */
export function foreignEventId(topic: string, partition: number, offset: number | bigint | string): string {
  return `${topic}-${partition}-${offset}`;
}

/** A new run id: `r` and base-36 time plus two random characters; sorts by time, holds no dash. */
export function newRunId(nowMs: number, random: () => number): string {
  const suffix = Math.floor(random() * 1296)
    .toString(36)
    .padStart(2, '0');
  return `r${nowMs.toString(36)}${suffix}`;
}

/** When a run's id was made, ms since the epoch: before its first event. NaN for a name that is no run id. */
export const runIdMadeAtMs = (runId: string): number => Number.parseInt(runId.slice(1, -2), 36);

export type LineFormat = 'clf' | 'combined' | 'json' | 'other';

/** Where an event should end, as its maker knows it before any distortion. */
export type ExpectedDisposition = 'silver' | 'quarantine' | 'late';

/**
 * One event as the source made it: the line that goes out and the truth about it.
 * `line` is a latin1 string (one char per byte); null is a Kafka message with a null value.
 */
export interface SourceEvent {
  seq: number;
  /** The bytes that are sent, read as ISO-8859-1; may have been distorted. */
  line: string | null;
  /** Partitioning key (the host, salted when settings say so), or null. */
  key: string | null;
  truth: EventTruth;
  /** The time the line tells, ms, when it is not the true one; whoever believes it acts on it. */
  claimsMs?: number;
}

/** What really happened, never touched by a distortion. */
export interface EventTruth {
  /** True event time, ms since the epoch UTC, after the run's event clock; null when the line has none. */
  timeMs: number | null;
  host: string | null;
  method: string | null;
  path: string | null;
  status: number | null;
  /** Bytes returned; `-` is 0. Null when the line has no readable field. */
  bytes: number | null;
  format: LineFormat;
  disposition: ExpectedDisposition;
}
