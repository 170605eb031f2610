// Which log lines concern an event, a batch, a place in a topic, a run or a process, and why. Pure.
import type { LogLine } from './log-line.ts';

export type Subject =
  | { kind: 'process'; name: string }
  | { kind: 'run'; runId: string }
  | { kind: 'batch'; batch: string }
  | { kind: 'event'; event: EventSubject };

/** What is known of an event; null where it is not. */
export interface EventSubject {
  eventId: string | null;
  runId: string | null;
  topic: string;
  partition: number | null;
  offset: number | null;
  /** Number of its batch in the ledger. */
  ledgerBatch: number | null;
  /** The versions that brought it into bronze and silver: processors name them in the lines of their batches. */
  bronzeVersion: number | null;
  silverVersion: number | null;
  /** The run whose processors write its lake; null for the lab, whose lake outlives its runs. */
  lakeRunId: string | null;
  /** From made to settled, ms since the epoch. */
  window: { from: number; to: number } | null;
}

/** Brokers may notice a little earlier or later than the client. */
const MARGIN_MS = 2_000;

/** Why the line concerns the subject, in a few words, or undefined when it does not. */
export function concerns(line: LogLine, subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'process':
      return line.process === subject.name ? 'its own' : undefined;
    case 'run':
      return line.fields.runId === subject.runId || line.text.includes(subject.runId)
        ? 'names the run'
        : undefined;
    case 'batch':
      return hasBatch(line, [subject.batch]) ? 'names the batch' : undefined;
    case 'event':
      return concernsEvent(line, subject.event);
  }
}

function concernsEvent(line: LogLine, event: EventSubject): string | undefined {
  if (event.eventId !== null && namesId(line, event.eventId)) return 'names the event';
  const sameLake = !otherRun(line, event.lakeRunId);
  if (sameLake && namesOffset(line, event)) return 'names its partition and offset';
  if (sameLake && isItsBatch(line, event)) return 'its batch';
  if (otherRun(line, event.runId)) return undefined;
  if (line.process === 'source' && event.ledgerBatch !== null && hasBatch(line, [String(event.ledgerBatch)]))
    return 'names its send';
  if (!nearInTime(line, event)) return undefined;
  if (namesPartition(line, event)) return 'names its partition at that time';
  return isBrokerTrouble(line) ? 'a broker at that time' : undefined;
}

/** The id as a whole: `r1-4` is not named by `r1-42`. */
function namesId({ text, fields }: LogLine, id: string): boolean {
  if (fields.eventId === id) return true;
  const at = text.indexOf(id);
  return at >= 0 && !/\d/.test(text[at + id.length] ?? '');
}

function otherRun({ fields }: LogLine, runId: string | null): boolean {
  return runId !== null && typeof fields.runId === 'string' && fields.runId !== runId;
}

function hasBatch({ fields }: LogLine, batches: readonly string[]): boolean {
  const own = fields.batchId ?? fields.batch ?? fields.b;
  return own !== undefined && batches.includes(String(own));
}

/** `offset` alone, or a range `from`/`to` (also `fromOffset`/`toOffset`, end exclusive). */
function namesOffset({ fields }: LogLine, { partition, offset }: EventSubject): boolean {
  if (partition === null || offset === null || Number(fields.partition ?? Number.NaN) !== partition)
    return false;
  if (fields.offset !== undefined && Number(fields.offset) === offset) return true;
  const from = Number(fields.fromOffset ?? fields.from ?? fields.baseOffset ?? Number.NaN);
  const to = Number(fields.toOffset ?? fields.to ?? Number.NaN);
  return from <= offset && offset < to;
}

/** A line about a micro-batch: `query`, and `source` with where it started and ended (offsets for bronze, versions for the others). */
function isItsBatch({ fields }: LogLine, event: EventSubject): boolean {
  const { start, end } = (fields.source ?? {}) as { start?: unknown; end?: unknown };
  if (fields.query === 'bronze') return holdsOffset(start, end, event);
  const version =
    fields.query === 'silver' ? event.bronzeVersion : fields.query === 'gold' ? event.silverVersion : null;
  return version !== null && end != null && Number(start ?? -1) < version && version <= Number(end);
}

/** Start and end are JSON: next offset by partition, under the topic's name or bare. */
function holdsOffset(start: unknown, end: unknown, { topic, partition, offset }: EventSubject): boolean {
  if (partition === null || offset === null) return false;
  const to = offsetIn(end, topic, partition);
  return to !== null && offset < to && offset >= (offsetIn(start, topic, partition) ?? 0);
}

function offsetIn(text: unknown, topic: string, partition: number): number | null {
  if (typeof text !== 'string' || !text.startsWith('{')) return null;
  const value = JSON.parse(text) as Record<string, unknown>;
  const byPartition = (value[topic] ?? value) as Record<string, unknown>;
  const offset = byPartition[String(partition)];
  return offset === undefined || offset === null ? null : Number(offset);
}

function nearInTime({ at }: LogLine, { window }: EventSubject): boolean {
  return window !== null && at >= window.from - MARGIN_MS && at <= window.to + MARGIN_MS;
}

/** Kafka writes a partition as `<topic>-<number>`. */
function namesPartition({ text, fields }: LogLine, { topic, partition }: EventSubject): boolean {
  if (partition === null) return false;
  if (Number(fields.partition ?? Number.NaN) === partition) return true;
  const name = `${topic}-${partition}`;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!/[\w-]/.test(text[at - 1] ?? ' ') && !/\d/.test(text[at + name.length] ?? '')) return true;
  return false;
}

/** A broker's own warning, or anybody's word on a broker that ends, starts or is cut off. */
function isBrokerTrouble({ process, level, text, fields }: LogLine): boolean {
  const loud = level === 'warn' || level === 'error' || level === 'fatal';
  // Toxiproxy warns at every connection that ends, so its warnings mean nothing.
  if (process === 'toxiproxy') return level === 'error' || level === 'fatal';
  if (/^(broker-\d|controller)$/.test(process)) return loud;
  return /^broker-\d$|^controller$/.test(String(fields.node ?? '')) || (loud && /\bbroker[- ]\d/i.test(text));
}
