// Finds the ids of events in a sentence, so that each can lead to its trace. Pure.

export interface TextPart {
  text: string;
  event: boolean;
}

/** `<run>-<number>`; a run's id begins with r, is long and holds digits, which no word of ours does. */
const EVENT = /\br(?=[0-9a-z]*\d)[0-9a-z]{6,}-\d+\b/g;

export function withEvents(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: id, index } of text.matchAll(EVENT)) {
    if (index > from) parts.push({ text: text.slice(from, index), event: false });
    parts.push({ text: id, event: true });
    from = index + id.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), event: false });
  return parts;
}
