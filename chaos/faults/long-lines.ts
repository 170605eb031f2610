// long-lines: a share of the requests of a stretch asks for a very long path, as scanners do. That is no distortion of the truth but the
// truth itself: the path really is that long, so what the ledger knows of the event grows with its line. Every line stays readable.

import type { SourceEvent } from '../../pipeline/contract/event.ts';
import { type Distorted, distortion, type Stretch } from '../distortion.ts';

export interface LongLinesOptions extends Stretch {
  /** The path grows by so many characters. */
  longerBy: number;
}

/** The same request with a longer path; as it was when its path does not stand in the line as such. */
export function withLongPath(event: SourceEvent, longerBy: number): SourceEvent {
  const { line, truth } = event;
  if (line === null || truth.path === null || truth.disposition !== 'silver') return event;
  const place = [` ${truth.path} `, `"${truth.path}"`].find((text) => line.includes(text));
  if (place === undefined) return event;
  const path = `${truth.path}/${'x'.repeat(longerBy - 1)}`;
  return {
    ...event,
    line: line.replace(place, () => place.replace(truth.path!, () => path)),
    truth: { ...truth, path },
  };
}

const long = distortion<LongLinesOptions>({
  id: 'long-lines',
  title: 'A share of the lines is very long',
  distort: (event, { longerBy }): Distorted[] => [{ event: withLongPath(event, longerBy) }],
  says: (changed, { longerBy }) => `at least ${changed} requests had a path longer by ${longerBy} characters`,
});
export default long.wrap;
export const fault = long.fault;
