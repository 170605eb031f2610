// A web server that writes JSON instead of Common Log Format: how an event looks there. Pure. For distortions whose source is such a
// server, and for the one that turns it into one.
import type { EventTruth, SourceEvent } from '../pipeline/contract/event.ts';

export type JsonFields = Record<string, unknown>;

/** The fields of the version everybody knows, in order; bytes in the unit they name. */
export function jsonFields({ timeMs, host, method, path, status, bytes }: EventTruth): JsonFields {
  const time = timeMs === null ? null : new Date(timeMs).toISOString();
  return { host, time, method, path, protocol: 'HTTP/1.0', status, bytes };
}

/** The event as a JSON line of these fields; a line that is none in any format stays as it is. */
export function withJson(event: SourceEvent, fields: JsonFields = jsonFields(event.truth)): SourceEvent {
  if (!isReadable(event)) return event;
  return { ...event, line: JSON.stringify(fields), truth: { ...event.truth, format: 'json' } };
}

/** Whether the line can be read before anything is done to it. */
export const isReadable = ({ line, truth }: SourceEvent): boolean =>
  line !== null && truth.disposition === 'silver';
