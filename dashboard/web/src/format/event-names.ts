// Finds the ids of events in a sentence, so that each can lead to its trace, and what stands between backticks, which is to be typed. Pure.

export interface TextPart {
  text: string;
  kind: 'text' | 'event' | 'code';
}

/** `<run>-<number>`; a run's id begins with r, is long and holds digits, which no word of ours does. */
const EVENT = /\br(?=[0-9a-z]*\d)[0-9a-z]{6,}-\d+\b/g;

function eventsIn(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: id, index } of text.matchAll(EVENT)) {
    if (index > from) parts.push({ text: text.slice(from, index), kind: 'text' });
    parts.push({ text: id, kind: 'event' });
    from = index + id.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), kind: 'text' });
  return parts;
}

/** The sentence in parts; a command is kept whole, whatever it names. */
export function partsOf(text: string): TextPart[] {
  return text
    .split(/(`[^`]+`)/)
    .flatMap((part): TextPart[] =>
      /^`.+`$/.test(part) ? [{ text: part.slice(1, -1), kind: 'code' }] : eventsIn(part),
    );
}
