// One workshop in the middle of its life: takes what seats and facilitator say, writes it down before it counts, and gives back what to answer. It
// knows connections only as something to speak to; sockets, HTTP and the clock are the host's. A seat has at most one connection: the newest.
import { admit } from './admit.ts';
import { limitAttempts } from './attempts.ts';
import type { Action, Board, BoardLab } from './board-contract.ts';
import { boardOf } from './board-of.ts';
import type { EventLog, Identity } from './event-log.ts';
import { facilitate } from './facilitate.ts';
import {
  type FromSeat,
  gameLineSchema,
  type Hello,
  PROTOCOL_VERSION,
  progressLineSchema,
  type RefusalCode,
  type Stream,
  type ToSeat,
} from './protocol.ts';
import { messageOf, whyNot } from './read-message.ts';
import { hashOf, newSecret, sameText } from './secrets.ts';
import {
  applyEvent,
  emptyWorkshop,
  linesOf,
  type SeatRecord,
  type WorkshopEvent,
  type WorkshopState,
} from './state.ts';

/** Wrong codes, names or keys in a minute from one address. */
const MOST_WRONG = 8;
/** Lines kept of one seat: more is no learner. */
const MOST_LINES_KEPT = 20_000;

/** Whoever sits at the other end of a socket. */
export interface SeatLink {
  say(message: ToSeat): void;
  /** Says no more and hangs up. */
  close(): void;
}

export interface SeatConnection {
  hear(text: string): void;
  gone(): void;
}

export interface Workshop {
  connect(link: SeatLink, address: string): SeatConnection;
  board(withKey: boolean): Board;
  /** Throws KeyRefused with a sentence when the key is missing or wrong, or was wrong too often. */
  requireKey(key: string | undefined, address: string): void;
  act(action: Action): string;
  readonly state: WorkshopState;
  /** Calls back after anything that the board shows has changed. */
  onChange(listener: () => void): () => void;
}

export interface WorkshopOptions {
  identity: Identity;
  log: EventLog;
  labs: readonly BoardLab[];
  now?: () => number;
}

/** The workshop as it stood after the last event of its log; what happens from now on goes there, too. */
export function openWorkshop({ identity, log, labs, now = Date.now }: WorkshopOptions): Workshop {
  const state = emptyWorkshop();
  for (const event of log.events) applyEvent(state, event);
  const links = new Map<string, SeatLink>();
  const seenAt = new Map<string, number>();
  const attempts = limitAttempts(MOST_WRONG);
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const write = (event: WorkshopEvent) => {
    log.append(event);
    applyEvent(state, event);
    changed();
  };

  /** What it has not done yet; done in order, each once. */
  function sayOrders(seat: SeatRecord): void {
    for (const { id, order, state: stand } of seat.orders)
      if (stand === 'waiting') links.get(seat.id)?.say({ t: 'order', id, order });
  }

  /** Tells whoever sits there why it ends, for good. */
  function endLink(id: string, code: RefusalCode, says: string): void {
    links.get(id)?.say({ t: 'refused', code, says, again: false });
    links.get(id)?.close();
  }

  /** A file that was begun anew since it was here is counted from its beginning. */
  function agreeOnFiles(seat: SeatRecord, files: Hello['files']): void {
    for (const [stream, file] of Object.entries(files) as [Stream, string | null][])
      if (seat.files[stream] !== file) write({ at: now(), type: 'began-anew', seat: seat.id, stream, file });
  }

  function sit(hello: Hello, link: SeatLink, address: string): SeatRecord | undefined {
    const waitSeconds = attempts.waitSeconds(address, now());
    const admission = admit(state, hello, { code: identity.code, waitSeconds });
    if (admission.kind === 'refused') {
      if (admission.guess) attempts.failed(address, now());
      link.say({ t: 'refused', code: admission.code, says: admission.says, again: admission.again });
      link.close();
      return undefined;
    }
    const { name } = admission;
    const id = admission.seat?.id ?? `s${state.seats.size + 1}`;
    const secret = admission.kind === 'back' ? hello.secret! : newSecret();
    if (admission.kind === 'new')
      write({ at: now(), type: 'joined', seat: id, name, secretHash: hashOf(secret) });
    else if (admission.seat.name !== name) write({ at: now(), type: 'named', seat: id, name });
    const seat = state.seats.get(id)!;
    agreeOnFiles(seat, hello.files);
    endLink(id, 'joined-elsewhere', 'This seat was joined from another terminal, which keeps it now.');
    links.set(id, link);
    seenAt.set(id, now());
    const have = { progress: linesOf(seat, 'progress'), game: linesOf(seat, 'game') };
    link.say({ t: 'welcome', v: PROTOCOL_VERSION, seat: id, secret, name, title: identity.title, have });
    sayOrders(seat);
    changed();
    return seat;
  }

  function takeLines(
    seat: SeatRecord,
    message: Extract<FromSeat, { t: 'lines' }>,
    offsetMs: number,
    link: SeatLink,
  ): void {
    const { stream, from } = message;
    const have = linesOf(seat, stream);
    // What it has already is passed over; a gap is answered with what it has, and the seat sends again from there.
    const fresh = from > have ? [] : message.lines.slice(have - from, MOST_LINES_KEPT - from);
    const schema = stream === 'progress' ? progressLineSchema : gameLineSchema;
    const lines = fresh.map((line) => {
      const parsed = schema.parse(line);
      return { ...parsed, at: Math.max(0, Math.round(parsed.at + offsetMs)) };
    });
    if (lines.length > 0) write({ at: now(), type: 'lines', seat: seat.id, stream, lines });
    link.say({ t: 'have', stream, lines: linesOf(seat, stream) });
  }

  function connect(link: SeatLink, address: string): SeatConnection {
    let seat: SeatRecord | undefined;
    let offsetMs = 0;
    const refuse = (code: 'bad-message' | 'needs-key', says: string) =>
      link.say({ t: 'refused', code, says, again: false });

    function hear(text: string): void {
      const message = messageOf(text);
      if (message === undefined) {
        if (attempts.waitSeconds(address, now()) === 0) attempts.failed(address, now());
        refuse(...whyNot(text));
        link.close();
        return;
      }
      if (message.t === 'hello') {
        if (seat !== undefined) refuse('bad-message', 'You sit already.');
        offsetMs = now() - message.now;
        seat ??= sit(message, link, address);
      } else if (seat === undefined || links.get(seat.id) !== link)
        refuse('bad-message', 'Join first, with the code of the workshop.');
      else take(seat, message);
    }

    function take(from: SeatRecord, message: Exclude<FromSeat, Hello>): void {
      seenAt.set(from.id, now());
      if (message.t === 'lines') {
        takeLines(from, message, offsetMs, link);
        return;
      }
      const { order: id, ok, says } = message;
      if (from.orders.some((one) => one.id === id && one.state === 'waiting'))
        write({ at: now(), type: 'did', seat: from.id, id, ok, says });
    }

    return {
      hear(text) {
        try {
          hear(text);
        } catch (error) {
          if (!(error instanceof Error) || error.name !== 'ZodError') throw error;
          refuse('bad-message', 'These lines are not of the kind they were sent as.');
          link.close();
        }
      },
      gone() {
        if (seat === undefined || links.get(seat.id) !== link) return;
        links.delete(seat.id);
        seenAt.set(seat.id, now());
        changed();
      },
    };
  }

  return {
    connect,
    act: (action) =>
      facilitate(
        {
          state,
          labs,
          write,
          now,
          sayOrders,
          isHere: (id) => links.has(id),
          hangUp: (id) =>
            endLink(id, 'released', 'The facilitator has released this seat: join again to take it.'),
        },
        action,
      ),
    state,
    board: (withKey) =>
      boardOf(state, {
        title: identity.title,
        code: identity.code,
        labs,
        now: now(),
        presence: (id) => ({
          here: links.has(id),
          seenAt: links.has(id) ? now() : (seenAt.get(id) ?? null),
        }),
        withKey,
      }),
    requireKey(key, address) {
      // The right key is never held up: somebody else may be guessing from the same address.
      if (key !== undefined && sameText(key, identity.key)) return;
      const waitSeconds = attempts.waitSeconds(address, now());
      if (waitSeconds > 0)
        throw new KeyRefused(`Too many wrong attempts from your address: wait ${waitSeconds} s.`);
      attempts.failed(address, now());
      throw new KeyRefused(
        key === undefined
          ? 'Only the facilitator can do that: it needs the key.'
          : 'That is not the facilitator’s key.',
      );
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The facilitator's key is missing or wrong. */
export class KeyRefused extends Error {
  override readonly name = 'KeyRefused';
}
