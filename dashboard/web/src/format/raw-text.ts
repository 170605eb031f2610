// Text as it really is: what a screen would swallow (control characters, odd blanks, halves of characters) is named instead of drawn. Pure.

export interface Piece {
  text: string;
  /** Stands for a character that cannot be seen. */
  hidden: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const HIDDEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\ufeff\ufffd]/u;

const nameOf = (character: string): string => {
  const code = character.codePointAt(0)!;
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** The text cut where hidden characters stand. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const character of text) {
    const hidden = HIDDEN.test(character);
    const last = pieces.at(-1);
    if (!hidden && last && !last.hidden) last.text += character;
    else pieces.push({ text: hidden ? nameOf(character) : character, hidden });
  }
  return pieces;
}

/** The bytes of the text in UTF-8, sixteen a line, each line with its characters beside it. */
export function hexLines(text: string, most = 320): { offset: string; bytes: string; shown: string }[] {
  const bytes = new TextEncoder().encode(text).slice(0, most);
  return Array.from({ length: Math.ceil(bytes.length / 16) }, (_, index) => {
    const line = [...bytes.slice(index * 16, index * 16 + 16)];
    return {
      offset: (index * 16).toString(16).padStart(4, '0'),
      bytes: line.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      shown: line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join(''),
    };
  });
}
