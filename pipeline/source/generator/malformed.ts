// The odd requests of the trace, each kind at its real rate (facts: counts of 3,461,613 lines, or of 65,065 read ones).
// An odd request is still a request that silver reads; only a line without time and status (`truncated`) is not.
// Bytes above 0x7f and control bytes are kept as they came: a line is bytes, not text.
import type { Random } from './random.ts';

export interface OddRequest {
  /** What stands between the quotes, latin1. */
  request: string;
  /** What a careful reader makes of it. */
  method: string | null;
  path: string | null;
  /** null: as for an ordinary request. */
  status: number | null;
}

const FULL_TRACE = 3_461_613;
const SAMPLE = 65_065;
const BINARY = [
  '\x05\x01',
  'k\x83\xfb\x03tx\x83\xfb\x04tG\x83\xfb\x07t\xcd\x83\xfb',
  '\x16\xb1\x02\x896\x9e\x02\xffT7\x89F\x10\xc3\xc7F\x10\x01',
  "\x80|\x05\x11t\x03\xb09\xc3\xb0'\xc3\x80|\x05\x11u\x0b&\xf7G\x18\x01",
  '\xfd\xd1\xed.\x8a\x0b2\xed.\x8b>\xee .\x8a\x032\xe4\xd1\xe5\xe9\xe2\xfd\xbd\xff\xff\xc3.\xc7\x06\xe2 ',
];
const HIGH_BYTES = [
  '\x80?status%20report',
  '\xe9faq12.html',
  'b\xd7\x09',
  'h\xfe\xa7\x8a \x92\x9e\x8e\x87||(',
];

const get = (request: string, path: string, status: number | null = null): OddRequest => ({
  request: `GET ${request}`,
  method: 'GET',
  path,
  status,
});
const noMethod = (request: string): OddRequest => ({ request, method: null, path: null, status: 400 });
const pick = (list: readonly string[], random: Random): string => list[random.below(list.length)]!;

type OddKind = readonly [probability: number, make: (path: string, random: Random) => OddRequest];

/** One entry per kind of facts.md §5 (15 and 16 together; 17 is made by the generator). */
const KINDS: readonly OddKind[] = [
  [4_700 / FULL_TRACE, (path) => get(path, path)],
  [64 / FULL_TRACE, (path) => get(`${path} `, path)],
  [7 / SAMPLE, (path) => get(`${path} HTTP/V1.0`, path)],
  [1_235 / FULL_TRACE, (path) => glued(path)],
  [43 / SAMPLE, (path, r) => get(`${path}${' '.repeat(2 + r.below(2))}HTTP/1.0`, path)],
  [2 / SAMPLE, (path) => get(` ${path} HTTP/1.0`, path)],
  [15 / SAMPLE, (path) => get(`${path} align=left HTTP/1.0`, `${path} align=left`)],
  [30 / FULL_TRACE, (path) => get(`${path}" HTTP/1.0`, `${path}"`, 404)],
  [
    9 / FULL_TRACE,
    (path) => get(`${path}"><IMG SRC="small.gif/ HTTP/1.0`, `${path}"><IMG SRC="small.gif/`, 404),
  ],
  [2 / FULL_TRACE, () => pastedResponse()],
  [3 / FULL_TRACE, () => ({ request: 'GET  HTTP/1.0', method: 'GET', path: null, status: 302 })],
  [
    300 / FULL_TRACE,
    (path) =>
      get(
        `${path}http://w3.brindle.de:800/index.html HTTP/1.0`,
        `${path}http://w3.brindle.de:800/index.html`,
        404,
      ),
  ],
  [5 / FULL_TRACE, (path) => noMethod(path.slice(2) || '?')],
  [10 / FULL_TRACE, (_, r) => noMethod(pick(BINARY, r))],
  [8 / FULL_TRACE, (path, r) => highByte(path + pick(HIGH_BYTES, r))],
];

/** Share of lines cut off in the middle: `alyssa.p` at the end of July. */
export const TRUNCATED_SHARE = 1 / 1_891_715;

function glued(path: string): OddRequest {
  const tail = 'HTTP/1.0From:  <robot@crawler.vantor.edu>';
  return get(`${path} ${tail}`, `${path} ${tail}`);
}

function highByte(path: string): OddRequest {
  return get(`${path} HTTP/1.0`, path, 404);
}

function pastedResponse(): OddRequest {
  const path =
    '/HTTP/1.0 200 OKDate: Sunday, 09-Jul-95 03:42:07 GMTServer: NCSA/1.3Content-type: text/html<html';
  return get(`${path} HTTP/1.0`, path, 404);
}

/** Share of odd requests among all lines. */
export const ODD_SHARE = KINDS.reduce((sum, [probability]) => sum + probability, 0);

/** One odd request for a path, its kind drawn by `u`, uniform in [0, ODD_SHARE). */
export function oddRequest(u: number, path: string, random: Random): OddRequest {
  let rest = u;
  for (const [probability, make] of KINDS) {
    if (rest < probability) return make(path, random);
    rest -= probability;
  }
  return KINDS[0]![1](path, random);
}
