// Applies a difference to a state in place: the inverse of diff.ts, for the server's own readers of a stream. Only places that
// exist are entered, so that a forged path (`__proto__`) can reach nothing but the state itself. Pure but for the state it changes.
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { StateChange } from '../../contract.ts';

type Path = readonly (string | number)[];
type Bag = Record<string | number, unknown>;

function containerOf(root: unknown, path: Path): Bag {
  let container = root;
  for (const key of path.slice(0, -1)) {
    if (typeof container !== 'object' || container === null || !Object.hasOwn(container, key))
      throw new LakequakeError(
        'bad-argument',
        `a difference leads to '${path.join('.')}', which is not there`,
      );
    container = (container as Bag)[key];
  }
  if (typeof container !== 'object' || container === null)
    throw new LakequakeError('bad-argument', `a difference leads to '${path.join('.')}', which is not there`);
  return container as Bag;
}

/** Changes `state` and returns it (another one when a path is empty). Throws `bad-argument` for a path that leads nowhere. */
export function applyDifference<T>(state: T, set: readonly StateChange[], unset: readonly Path[]): T {
  let next = state;
  for (const path of unset) delete containerOf(next, path)[path.at(-1)!];
  for (const [path, value] of set) {
    const key = path.at(-1);
    if (key === undefined) next = value as T;
    else
      Object.defineProperty(containerOf(next, path), key, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
  }
  return next;
}
