// poison-lines: a share of the records of a stretch is nothing a reader of logs can read: bytes that are no line, a million bytes, control
// characters, bytes that are not UTF-8, no value at all. Such a record belongs in quarantine, byte for byte.
import type { SourceEvent } from '../../pipeline/contract/event.ts';
import { distortion, type Stretch, uniform } from '../distortion.ts';

export const POISON_FORMS = ['no-line', 'huge', 'control', 'not-utf8', 'null'] as const;
export type PoisonForm = (typeof POISON_FORMS)[number];

export const HUGE_BYTES = 1_000_000;
/** Of so many places in the draw the huge form has one: a few megabytes are enough. */
const PLACES = 17;

/** The form of a chosen event. */
export function formOf({ seed }: Stretch, seq: number): PoisonForm {
  const place = Math.floor(uniform(seed + 1, seq) * PLACES);
  if (place === 0) return 'huge';
  return (['no-line', 'control', 'not-utf8', 'null'] as const)[(place - 1) % 4]!;
}

/** What is sent instead of the line, latin1; it holds the number of the event, so that no two are equal. */
export function poison(form: PoisonForm, seq: number): string | null {
  switch (form) {
    case 'no-line':
      return `\x1f\x8b\x08 ${seq} PK\x03\x04 %PDF-1.4`;
    case 'huge':
      return `${seq} `.padEnd(HUGE_BYTES, 'x');
    case 'control':
      return `\x00\x01\x07\x1b[31m${seq}\x08\x0b\x0c\x7f\r`;
    case 'not-utf8':
      return `\xff\xfe\xc0\xaf\xed\xa0\x80${seq}\xf8\x88`;
    case 'null':
      return null;
  }
}

const poisoned = distortion<Stretch>({
  id: 'poison-lines',
  title: 'Records that nobody can read',
  distort: (event, options) => [{ event: withPoison(event, formOf(options, event.seq)) }],
  says: (changed) => `at least ${changed} records were made unreadable`,
});
export default poisoned.wrap;
export const { fault } = poisoned;

function withPoison(event: SourceEvent, form: PoisonForm): SourceEvent {
  return {
    ...event,
    line: poison(form, event.seq),
    truth: { ...event.truth, format: 'other', disposition: 'quarantine' },
  };
}
