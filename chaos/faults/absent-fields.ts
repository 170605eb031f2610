// absent-fields: a share of the JSON lines of a stretch lacks a field that nobody needs: host, method, path or bytes. The server never
// knew it, so it is no part of what happened either.
import type { SourceEvent } from '../../pipeline/contract/event.ts';
import { distortion, type Stretch, uniform } from '../distortion.ts';
import { isReadable, jsonFields, withJson } from '../json-lines.ts';

const FIELDS = ['host', 'method', 'path', 'bytes'] as const;

/** The event without one field, in the line and in the truth. */
export function without(event: SourceEvent, seed: number): SourceEvent {
  const field = FIELDS[Math.floor(uniform(seed + 1, event.seq) * FIELDS.length)]!;
  const { [field]: _, ...fields } = jsonFields(event.truth);
  return withJson({ ...event, truth: { ...event.truth, [field]: null } }, fields);
}

const absent = distortion<Stretch>({
  id: 'absent-fields',
  title: 'Fields are absent',
  prepare: (event) => withJson(event),
  touches: isReadable,
  distort: (event, { seed }) => [{ event: without(event, seed) }],
  says: (changed) => `at least ${changed} lines lacked a field`,
});
export default absent.wrap;
export const { fault } = absent;
