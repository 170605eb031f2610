// Codes, keys and seat secrets: how they are made and compared. A seat's secret is kept on the seat; the host keeps its hash only.
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** No letter or digit that is taken for another one when it is read from a wall. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const CODE_LETTERS = 6;

/** Six letters in two groups, to be said aloud: `K7F-2QX`. About 9 × 10⁸ of them; guesses are limited. */
export function newCode(): string {
  const letters = Array.from({ length: CODE_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]!);
  return `${letters.slice(0, 3).join('')}-${letters.slice(3).join('')}`;
}

export const newSecret = (): string => randomBytes(18).toString('base64url');

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares in a time that does not depend on where they differ. */
export function sameText(given: string, wanted: string): boolean {
  const [a, b] = [hashOf(given), hashOf(wanted)].map((text) => Buffer.from(text));
  return timingSafeEqual(a!, b!);
}

/** However it was typed: small letters, no dash, blanks. */
export const plainCode = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');
