// What a user may type for an event: our ids with or without padding, or `<topic>-<partition>-<offset>`. Pure.
import { LakequakeError } from '../../contract/errors.ts';
import { eventId, parseEventId } from '../../contract/event.ts';

export type EventName =
  | { kind: 'ours'; id: string; runId: string; seq: number }
  | { kind: 'foreign'; id: string; topic: string; partition: number; offset: number };

/** Understands the text, or throws `bad-argument`. */
export function eventName(text: string): EventName {
  const ours = parseEventId(text.trim());
  if (ours !== undefined) return { kind: 'ours', id: eventId(ours.runId, ours.seq), ...ours };
  const foreign = /^(.+)-(\d+)-(\d+)$/.exec(text.trim());
  if (foreign)
    return {
      kind: 'foreign',
      id: text.trim(),
      topic: foreign[1]!,
      partition: Number(foreign[2]),
      offset: Number(foreign[3]),
    };
  throw new LakequakeError('bad-argument', `'${text}' is no event id`, {
    hint: 'an id looks like rk3x91p0a-42 (run and number) or requests-3-812 (topic, partition, offset)',
  });
}
