// Who may sit, decided from what the seat says and what the workshop knows. Pure. A seat proves that it is the same one by its secret; a name
// alone takes nobody's place. Who proves itself is never held up by somebody else's wrong guesses.
import { type Hello, MOST_NAME_LETTERS, PROTOCOL_VERSION, type RefusalCode } from './protocol.ts';
import { hashOf, plainCode, sameText } from './secrets.ts';
import type { SeatRecord, WorkshopState } from './state.ts';

export const MOST_SEATS = 60;

export type Admission =
  | { kind: 'back'; seat: SeatRecord; name: string }
  /** A new seat, or one that the facilitator has released. */
  | { kind: 'new'; seat: SeatRecord | null; name: string }
  /** `guess`: it may have been a guess, and counts as one. `again`: trying again by itself is of use. */
  | { kind: 'refused'; code: RefusalCode; says: string; guess: boolean; again: boolean };

const refuse = (
  code: RefusalCode,
  says: string,
  { guess = false, again = false } = {},
): Extract<Admission, { kind: 'refused' }> => ({ kind: 'refused', code, says, guess, again });

/** One line, without what would break a table or a terminal. */
export const tidyName = (name: string): string =>
  name
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, MOST_NAME_LETTERS)
    .trim();

const sameName = (a: string, b: string) => a.toLocaleLowerCase('en') === b.toLocaleLowerCase('en');

/** Whether a seat may sit, and why not; changes nothing. */
export function admit(
  state: WorkshopState,
  hello: Hello,
  { code, waitSeconds }: { code: string; waitSeconds: number },
): Admission {
  if (hello.v !== PROTOCOL_VERSION)
    return refuse(
      'other-version',
      `This board speaks version ${PROTOCOL_VERSION} of the workshop's protocol, your seat version ${hello.v}: use the same Lakequake on both.`,
    );
  const seats = [...state.seats.values()];
  const own = hello.seat === undefined ? undefined : state.seats.get(hello.seat);
  const proved =
    own !== undefined &&
    own.secretHash !== null &&
    hello.secret !== undefined &&
    sameText(hashOf(hello.secret), own.secretHash);
  if (!proved && waitSeconds > 0)
    return refuse(
      'too-many-attempts',
      `Too many wrong attempts from your address: wait ${waitSeconds} s and try again.`,
    );
  if (plainCode(hello.code) === '' || !sameText(plainCode(hello.code), plainCode(code)))
    return refuse('wrong-code', 'That is not the code of this workshop: ask the facilitator for it.', {
      guess: true,
    });
  const name = tidyName(hello.name);
  if (name === '') return refuse('bad-name', 'A seat needs a name of at least one letter: give --name.');
  const holder = seats.find((seat) => sameName(seat.name, name) && !(proved && seat === own));
  if (proved)
    return holder === undefined
      ? { kind: 'back', seat: own, name }
      : refuse('name-taken', `Another seat is called ${holder.name}: choose another name.`);
  if (own !== undefined && own.secretHash !== null && hello.secret !== undefined)
    return refuse(
      'not-your-seat',
      `That seat belongs to ${own.name}, and the secret is not theirs: join with a name of your own.`,
      { guess: true },
    );
  if (holder !== undefined && holder.secretHash !== null)
    return refuse(
      'name-taken',
      `A seat is called ${holder.name} already: choose another name, or ask the facilitator to release it.`,
      { guess: true },
    );
  if (holder === undefined && seats.length >= MOST_SEATS)
    return refuse('workshop-full', `All ${MOST_SEATS} seats of this workshop are taken.`);
  return { kind: 'new', seat: holder ?? null, name };
}
