// A seat's side of the protocol: joins, sends what its files say, does what the facilitator wants, and comes back by itself after a lost network, a
// sleeping laptop or a restarted board. It never touches the lab but through its orders, and nothing that goes wrong here reaches the lab.
import { WebSocket } from 'ws';
import {
  type GameLine,
  MOST_LINES,
  type Order,
  PROTOCOL_VERSION,
  type ProgressLine,
  SEAT_PATH,
  type Stream,
  type ToSeat,
  toSeatSchema,
} from './protocol.ts';

export interface SeatFile {
  /** Changes when the file was begun anew; null when there is none. */
  file: string | null;
  lines: readonly (ProgressLine | GameLine)[];
}

/** What the seat keeps for itself between two starts. */
export interface SeatMemory {
  seat: string | null;
  secret: string | null;
  /** What became of orders, by id, so that none is done twice. */
  done: Record<string, { ok: boolean; says: string }>;
}

export interface SeatOptions {
  /** `http://host:port`, without slash. */
  address: string;
  code: string;
  name: string;
  memory: SeatMemory;
  remember: (memory: SeatMemory) => void;
  read: (stream: Stream) => SeatFile;
  /** Does it and says so in a sentence; an error is told to the board as its sentence. */
  obey: (order: Order) => Promise<string>;
  tell: (text: string) => void;
  signal: AbortSignal;
  /** How often the files are looked at, ms. */
  lookEveryMs?: number;
  /** Waits between attempts, ms; the last one repeats. */
  backOffMs?: readonly number[];
}

const BACK_OFF_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** The board pings every five seconds: this much silence means it is gone, or we slept. */
const SILENCE_MS = 16_000;

export type SeatEnd = { kind: 'ended' } | { kind: 'refused'; says: string };

/** `192.168.1.5:7410`, with or without http:// and a slash. */
export function boardAddress(text: string): string | undefined {
  const whole = /^https?:\/\//.test(text) ? text : `http://${text}`;
  return URL.canParse(whole) ? new URL(whole).origin : undefined;
}

/** Sits until the signal fires or the board refuses for good. Never throws because of the network. */
export async function sit(options: SeatOptions): Promise<SeatEnd> {
  const waits = options.backOffMs ?? BACK_OFF_MS;
  let attempt = 0;
  while (!options.signal.aborted) {
    const { joined, refused } = await oneConnection(options);
    if (refused !== null && !refused.again) return { kind: 'refused', says: refused.says };
    if (options.signal.aborted) break;
    if (joined) attempt = 0;
    if (attempt === 0)
      options.tell('the board does not answer; your lab goes on, and the board is tried again');
    const waitMs = waits[Math.min(attempt, waits.length - 1)]! * (0.75 + Math.random() / 2);
    attempt += 1;
    await pause(waitMs, options.signal);
  }
  return { kind: 'ended' };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

interface ConnectionEnd {
  joined: boolean;
  refused: { says: string; again: boolean } | null;
}

/** From the first word to the last. */
function oneConnection(options: SeatOptions): Promise<ConnectionEnd> {
  const { address, code, name, memory, signal } = options;
  const end: ConnectionEnd = { joined: false, refused: null };
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}${SEAT_PATH}`, { handshakeTimeout: 5_000 });
  const files = { progress: options.read('progress').file, game: options.read('game').file };
  const have: Record<Stream, number> = { progress: 0, game: 0 };
  const underWay = new Set<Stream>();
  const busy = new Set<number>();
  let heardAt = Date.now();
  const say = (message: object) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };

  function sendNew(stream: Stream): void {
    const { file, lines } = options.read(stream);
    if (file !== files[stream]) {
      // Begun anew (or begun at all): the board must hear of it before it takes lines, which a new hello does.
      socket.close();
      return;
    }
    if (underWay.has(stream) || lines.length <= have[stream]) return;
    underWay.add(stream);
    const from = have[stream];
    say({ t: 'lines', stream, from, lines: lines.slice(from, from + MOST_LINES) });
  }

  async function doOrder(id: number, order: Order): Promise<void> {
    if (busy.has(id)) return;
    busy.add(id);
    const known = memory.done[id];
    const result = known ?? (await attemptOrder(options, order));
    memory.done[id] = result;
    options.remember(memory);
    say({ t: 'did', order: id, ...result });
  }

  function hear(message: ToSeat): void {
    if (message.t === 'welcome') {
      end.joined = true;
      Object.assign(memory, { seat: message.seat, secret: message.secret });
      options.remember(memory);
      Object.assign(have, message.have);
      options.tell(`you sit as ${message.name} in ${message.title}`);
    }
    if (message.t === 'have') {
      have[message.stream] = message.lines;
      underWay.delete(message.stream);
      sendNew(message.stream);
    }
    if (message.t === 'order') void doOrder(message.id, message.order);
    if (message.t === 'refused') {
      end.refused = { says: message.says, again: message.again };
      socket.close();
    }
  }

  return new Promise((resolve) => {
    const look = setInterval(() => {
      if (Date.now() - heardAt > SILENCE_MS) socket.terminate();
      if (!end.joined) return;
      sendNew('progress');
      sendNew('game');
    }, options.lookEveryMs ?? 250);
    const leave = () => socket.close();
    signal.addEventListener('abort', leave, { once: true });
    socket.on('open', () => {
      const own =
        memory.seat === null || memory.secret === null ? {} : { seat: memory.seat, secret: memory.secret };
      say({ t: 'hello', v: PROTOCOL_VERSION, code, name, now: Date.now(), ...own, files });
    });
    socket.on('message', (data) => {
      heardAt = Date.now();
      const message = toSeatSchema.safeParse(parsed(data.toString())).data;
      if (message !== undefined) hear(message);
    });
    socket.on('ping', () => {
      heardAt = Date.now();
    });
    // Always followed by close; why it failed is of no use to a learner, that it did is said by the caller.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(look);
      signal.removeEventListener('abort', leave);
      resolve(end);
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function attemptOrder(
  { obey, tell }: SeatOptions,
  order: Order,
): Promise<{ ok: boolean; says: string }> {
  try {
    return { ok: true, says: (await obey(order)).slice(0, 300) };
  } catch (error) {
    // The board is told; the facilitator decides what to do about it.
    const says = error instanceof Error ? error.message : String(error);
    tell(`the facilitator's wish could not be done: ${says}`);
    return { ok: false, says: says.slice(0, 300) };
  }
}
