// unique-paths: a crawler (or a cache buster) puts a number of its own into every query string, so that no two paths are equal.
// That is what was really asked for: the truth says the same as the line.
import type { SourceEvent } from '../../pipeline/contract/event.ts';
import { distortion, type Stretch } from '../distortion.ts';
import { isReadable } from '../json-lines.ts';

/** Requests in the usual form, whose path stands between method and protocol. */
const REQUEST = / (HTTP\/[^ "]*")/;

/** The event with a path of its own. */
export function withOwnPath(event: SourceEvent): SourceEvent {
  const { path } = event.truth;
  const tail = `${path?.includes('?') ? '&' : '?'}n=${event.seq}`;
  const line = event.line?.replace(REQUEST, `${tail} $1`) ?? null;
  return { ...event, line, truth: { ...event.truth, path: `${path}${tail}` } };
}

const unique = distortion<Stretch>({
  id: 'unique-paths',
  title: 'Every path is one of its own',
  touches: (event) => isReadable(event) && isUsual(event),
  distort: (event) => [{ event: withOwnPath(event) }],
  says: (changed) => `at least ${changed} requests had a path of their own`,
});
export default unique.wrap;
export const { fault } = unique;

function isUsual({ line, truth }: SourceEvent): boolean {
  if (line === null || truth.path === null) return false;
  return line.includes(`"${truth.method} ${truth.path} HTTP/1.0"`);
}
