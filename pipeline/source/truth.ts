// What a line of a user's log really says, read by hand so that it shares nothing with the medallion's SQL (a structure test holds
// it to that): the ledger's word on a log nobody generated. Common and combined format, and JSON objects of the fields host, time,
// method, path, protocol, status, bytes. Required are a readable time and a status of 100 to 599. The request is greedy (a quote
// inside it stays inside it), the method is capitals before the first space, the path is the rest without its protocol.
import type { EventTruth, LineFormat } from '../contract/event.ts';
import { type ClfTime, readClfTime } from './clf-time.ts';
import { jsonTruth } from './truth-json.ts';

/** The reading of one line: its truth, and where its time stands so that it can be rewritten. */
export interface LineReading {
  truth: EventTruth;
  /** From the character after `[` to the one before `]`; absent when there is no readable time. */
  time?: ClfTime & { from: number; to: number };
}

const SPACE = 0x20;
const QUOTE = 0x22;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The start of a run of digits, or of a single dash, that ends just before `end`; -1 when there is none. */
function numberStart(line: string, end: number): number {
  let at = end;
  while (at > 0 && isDigit(line.charCodeAt(at - 1))) at--;
  if (at < end) return at;
  return line[end - 1] === '-' ? end - 1 : -1;
}

interface Tail {
  /** Position of the quote that closes the request. */
  closing: number;
  status: string;
  bytes: string;
}

/** Reads `" STATUS BYTES` backwards from `end`. */
function tailBefore(line: string, end: number): Tail | undefined {
  const bytesFrom = numberStart(line, end);
  if (bytesFrom < 0 || line.charCodeAt(bytesFrom - 1) !== SPACE) return undefined;
  const statusFrom = numberStart(line, bytesFrom - 1);
  if (statusFrom < 0 || line.charCodeAt(statusFrom - 1) !== SPACE) return undefined;
  if (line.charCodeAt(statusFrom - 2) !== QUOTE) return undefined;
  return {
    closing: statusFrom - 2,
    status: line.slice(statusFrom, bytesFrom - 1),
    bytes: line.slice(bytesFrom, end),
  };
}

/** The last place where ` "referer" "agent"` may begin such that status and bytes stand before it. */
function combinedTail(line: string, opening: number): Tail | undefined {
  if (line.charCodeAt(line.length - 1) !== QUOTE) return undefined;
  for (let at = line.lastIndexOf(' "'); at > opening; at = line.lastIndexOf(' "', at - 1)) {
    const tail = tailBefore(line, at);
    if (!tail || tail.closing <= opening) continue;
    const middle = line.indexOf('" "', at + 2);
    if (middle >= 0 && middle + 3 < line.length) return tail;
  }
  return undefined;
}

/** The position of the `[` after three fields, each ended by one space; the second and third may not be empty. */
function bracketAt(line: string): number {
  const host = line.indexOf(' ');
  const user = line.indexOf(' ', host + 1);
  const zone = line.indexOf(' ', user + 1);
  if (host < 0 || user <= host + 1 || zone <= user + 1) return -1;
  return line[zone + 1] === '[' ? zone + 1 : -1;
}

function requestFields(request: string): { method: string | null; path: string | null } {
  let end = 0;
  while (request.charCodeAt(end) >= 65 && request.charCodeAt(end) <= 90) end++;
  if (end === 0 || request.charCodeAt(end) !== SPACE) return { method: null, path: null };
  let stop = request.length;
  while (stop > end && request.charCodeAt(stop - 1) === SPACE) stop--;
  // The space after the method may also be the one before the protocol's own: `GET  HTTP/1.0` asks for nothing.
  const lastSpace = request.lastIndexOf(' ', stop - 1);
  if (lastSpace > end && request.startsWith('HTTP/', lastSpace + 1)) stop = lastSpace;
  return { method: request.slice(0, end), path: trimmed(request.slice(end + 1, Math.max(stop, end + 1))) };
}

function trimmed(text: string): string | null {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) === SPACE) from++;
  while (to > from && text.charCodeAt(to - 1) === SPACE) to--;
  return to > from ? text.slice(from, to) : null;
}

/** A line of which nothing can be read. */
export const UNREADABLE: EventTruth = {
  timeMs: null,
  host: null,
  method: null,
  path: null,
  status: null,
  bytes: null,
  format: 'other',
  disposition: 'quarantine',
};

function clfReading(line: string): LineReading {
  const bracket = bracketAt(line);
  const close = bracket < 0 ? -1 : line.indexOf(']', bracket);
  if (close < 0 || line.charCodeAt(close + 1) !== SPACE || line.charCodeAt(close + 2) !== QUOTE)
    return { truth: UNREADABLE };
  const opening = close + 2;
  const plain = tailBefore(line, line.length);
  const tail = plain && plain.closing > opening ? plain : combinedTail(line, opening);
  if (!tail) return { truth: UNREADABLE };
  const time = readClfTime(line.slice(bracket + 1, close));
  const status = tail.status === '-' ? null : Number(tail.status);
  const host = line.slice(0, line.indexOf(' '));
  const format: LineFormat = tail === plain ? 'clf' : 'combined';
  const readable = time !== undefined && status !== null && status >= 100 && status <= 599;
  const truth: EventTruth = {
    timeMs: time?.timeMs ?? null,
    host: host === '' || host === '-' ? null : host,
    ...requestFields(line.slice(opening + 1, tail.closing)),
    status,
    bytes: tail.bytes === '-' ? 0 : Number(tail.bytes),
    format,
    disposition: readable ? 'silver' : 'quarantine',
  };
  return time ? { truth, time: { ...time, from: bracket + 1, to: close } } : { truth };
}

/** Reads one line (latin1, without its newline). */
export function readLine(line: string): LineReading {
  return line[0] === '{' ? { truth: jsonTruth(line) ?? clfReading(line).truth } : clfReading(line);
}
