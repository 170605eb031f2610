// The seeded generator: log lines shaped by the NASA trace (docs of its figures: nasa facts), with the truth about each.
// Pure: line `seq` depends on the seed, `seq` and its event time only. Its state starts anew every BLOCK lines, so a source that
// resumes jumps to any line without making those before it.
import type { SourceEvent } from '../../contract/event.ts';
import { clfTimeWriter } from '../clf-time.ts';
import { createHosts } from './hosts.ts';
import { ODD_SHARE, oddRequest, TRUNCATED_SHARE } from './malformed.ts';
import { timeOfPosition } from './month-clock.ts';
import { createPages, MISSING_PATHS } from './pages.ts';
import { createRandom, type Random } from './random.ts';
import { spacedPositions } from './spacing.ts';

export const BLOCK = 4_096;
const ACTIVE_HOSTS = 32;
const ZONE_MINUTES = -240;
/** Shares of statuses among the 3,461,613 lines of the full trace; 400 comes with the odd requests that earn it. */
const LINES = 3_461_613;
const UP_TO = {
  302: 73_070 / LINES,
  404: (73_070 + 20_600) / LINES,
  403: (73_070 + 20_600 + 225) / LINES,
  501: (73_070 + 20_600 + 225 + 41) / LINES,
  500: (73_070 + 20_600 + 225 + 41 + 65) / LINES,
  304: (73_070 + 20_600 + 225 + 41 + 65 + 266_773) / LINES,
} as const;
const IDENTICAL_SHARE = 14 / 65_065;
const NEW_SESSION_SHARE = 0.2;

export interface Generator {
  /** Line `seq` at a time (ms since the epoch); with mode 'original' the time is the simulated one and the argument is ignored. */
  at(seq: number, timeMs: number): SourceEvent;
}

interface Answer {
  method: string | null;
  path: string | null;
  request: string;
  status: number;
  /** null: `-`. */
  bytes: number | null;
}

/** The generator of a seed. `at` is cheapest when seq grows by one. */
export function createGenerator(seed: number, eventTimeMode: 'now' | 'original'): Generator {
  const hosts = createHosts(seed);
  const pages = createPages(seed);
  const stamp = clfTimeWriter();
  const active = new Int32Array(ACTIVE_HOSTS);
  let block = -1;
  let next = 0;
  let random: Random = createRandom(seed, 0);
  let positions: Float64Array = new Float64Array(0);
  let previous: SourceEvent | undefined;

  function startBlock(index: number): void {
    block = index;
    next = index * BLOCK;
    random = createRandom(seed, index + 1);
    for (let i = 0; i < ACTIVE_HOSTS; i++) active[i] = hosts.draw(random);
    previous = undefined;
    if (eventTimeMode === 'original')
      positions = spacedPositions(next, BLOCK, createRandom(seed, -1 - index));
  }

  function drawHost(): string {
    const slot = random.below(ACTIVE_HOSTS);
    if (random.unit() < NEW_SESSION_SHARE) active[slot] = hosts.draw(random);
    return hosts.names[active[slot]!]!;
  }

  function drawStatus(): number {
    const u = random.unit();
    if (u >= UP_TO[304]) return 200;
    if (u >= UP_TO[500]) return 304;
    if (u < UP_TO[302]) return 302;
    if (u < UP_TO[404]) return 404;
    return u < UP_TO[403] ? 403 : u < UP_TO[501] ? 501 : 500;
  }

  function bytesOf(status: number, pageBytes: number | null): number | null {
    if (status === 304) return 0;
    if (status === 302) return random.unit() < 0.3 ? null : 58 + random.below(60);
    if (status !== 200) return null;
    const u = random.unit();
    if (u < 0.0031) return 0;
    if (u < 0.003144) return null;
    return pageBytes ?? pages.scriptBytes(random);
  }

  function drawAnswer(): Answer {
    const odd = random.unit();
    const page = pages.all[pages.draw(random)]!;
    if (odd < ODD_SHARE) {
      const made = oddRequest(odd, page.path, random);
      const status = made.status ?? 200;
      return { ...made, status, bytes: bytesOf(status, page.sizeBytes) };
    }
    const status = drawStatus();
    const path =
      status === 302
        ? pages.drawRedirect(random)
        : status === 404
          ? MISSING_PATHS[Math.floor(MISSING_PATHS.length * random.unit() ** 2)]!
          : page.path;
    const u = random.unit();
    const method = status === 501 || u < 0.000064 ? 'POST' : u < 0.00235 ? 'HEAD' : 'GET';
    const bytes = method === 'HEAD' && status === 200 ? 0 : bytesOf(status, page.sizeBytes);
    return { method, path, request: `${method} ${path} HTTP/1.0`, status, bytes };
  }

  function made(seq: number, timeMs: number): SourceEvent {
    const identical = random.unit();
    if (identical < IDENTICAL_SHARE && previous) return { ...previous, seq };
    const host = drawHost();
    if (identical > 1 - TRUNCATED_SHARE) return truncated(seq, host);
    const { method, path, request, status, bytes } = drawAnswer();
    const line = `${host} - - [${stamp(timeMs, ZONE_MINUTES)}] "${request}" ${status} ${bytes === null ? '-' : bytes}`;
    const truth = {
      timeMs: Math.floor(timeMs / 1000) * 1000,
      host,
      method,
      path,
      status,
      bytes: bytes ?? 0,
      format: 'clf' as const,
      disposition: 'silver' as const,
    };
    return { seq, line, key: null, truth };
  }

  function step(timeMs: number): SourceEvent {
    const seq = next++;
    const time = eventTimeMode === 'original' ? timeOfPosition(positions[seq - block * BLOCK]!) : timeMs;
    previous = made(seq, time);
    return previous;
  }

  return {
    at(seq, timeMs) {
      const wanted = Math.floor(seq / BLOCK);
      if (wanted !== block || seq < next) startBlock(wanted);
      while (next < seq) step(timeMs);
      return step(timeMs);
    },
  };
}

/** A line that broke off in the host name: nothing in it can be read. */
function truncated(seq: number, host: string): SourceEvent {
  const truth = {
    timeMs: null,
    host: null,
    method: null,
    path: null,
    status: null,
    bytes: null,
    format: 'other' as const,
    disposition: 'quarantine' as const,
  };
  return { seq, line: host.slice(0, 8), key: null, truth };
}
