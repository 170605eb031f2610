// A seat's message from its text, or what is wrong with it in a sentence. Pure.
import { type FromSeat, fromSeatSchema } from './protocol.ts';

/** Undefined for what is no message of a seat. */
export function messageOf(text: string): FromSeat | undefined {
  try {
    return fromSeatSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Words of what only a facilitator may ask for. */
const FACILITATORS = /"act"\s*:|"t"\s*:\s*"(order|act|key|go|arm|stop)"/;

/** What to answer to a message that `messageOf` does not know. */
export function whyNot(text: string): ['bad-message' | 'needs-key', string] {
  return FACILITATORS.test(text)
    ? ['needs-key', 'Only the facilitator can do that, on the board: it needs the key.']
    : ['bad-message', 'The board does not understand your seat: use the same Lakequake on both.'];
}
