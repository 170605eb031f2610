// kilobytes: a server that told sizes in bytes tells them in kilobytes from some event on. The number is right, the line says so (`unit`),
// no rule is broken; a reader that takes every number for bytes adds up a thousandth.
import type { SourceEvent } from '../../pipeline/contract/event.ts';
import { distortion, type Stretch } from '../distortion.ts';
import { isReadable, jsonFields, withJson } from '../json-lines.ts';

/** The event as a JSON line that names the unit of its size. */
export function withUnit(event: SourceEvent, unit: 'B' | 'kB'): SourceEvent {
  const { bytes, ...fields } = jsonFields(event.truth);
  const size = unit === 'B' ? bytes : Number(bytes) / 1_000;
  return withJson(event, { ...fields, bytes: size, unit });
}

const kilobytes = distortion<Stretch>({
  id: 'kilobytes',
  title: 'Sizes come in another unit',
  prepare: (event) => withUnit(event, 'B'),
  touches: isReadable,
  distort: (event) => [{ event: withUnit(event, 'kB') }],
  says: (changed) => `at least ${changed} sizes came in kilobytes`,
});
export default kilobytes.wrap;
export const { fault } = kilobytes;
