// The difference between two JSON values as places to set and places to remove. Pure. Arrays of equal length are compared
// element by element, others replaced whole: a growing list costs one list, a ticking counter costs one number.
// A merge patch (RFC 7396) would not do, because null is a value here ("not known"), not a removal.
import type { StateChange } from '../../contract.ts';

type Path = (string | number)[];
export interface Difference {
  set: StateChange[];
  unset: Path[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function walk(before: unknown, after: unknown, path: Path, found: Difference): void {
  if (Object.is(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    after.forEach((value: unknown, index) => {
      walk(before[index], value, [...path, index], found);
    });
    return;
  }
  if (isObject(before) && isObject(after)) {
    for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) found.unset.push([...path, key]);
    for (const [key, value] of Object.entries(after)) {
      if (Object.hasOwn(before, key)) walk(before[key], value, [...path, key], found);
      else found.set.push([[...path, key], value]);
    }
    return;
  }
  found.set.push([path, after]);
}

/** What turns `before` into `after`; applying it to `before` gives a value deeply equal to `after`. */
export function diff(before: unknown, after: unknown): Difference {
  const found: Difference = { set: [], unset: [] };
  walk(before, after, [], found);
  return found;
}
