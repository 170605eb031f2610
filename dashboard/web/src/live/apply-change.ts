// Applies a delta of the stream to a state without touching the old one: what has not changed keeps its identity, so the
// page re-renders only what did. The inverse of the server's diff.
type Path = readonly (string | number)[];
type Bag = Record<string | number, unknown>;

function copyOf(value: unknown): Bag {
  return (Array.isArray(value) ? [...value] : { ...(value as object) }) as Bag;
}

/** Assignment that also takes a key named `__proto__` for what it is: a key. */
function put(container: Bag, key: string | number, value: unknown): void {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}

/** A copy of `root` with one place replaced. `fresh` holds the containers that are already copies, so each is copied once. */
function place(
  root: unknown,
  path: Path,
  fresh: Set<unknown>,
  write: (container: Bag, key: string | number) => void,
) {
  const own = (value: unknown): Bag => {
    if (fresh.has(value)) return value as Bag;
    const copy = copyOf(value);
    fresh.add(copy);
    return copy;
  };
  const top = own(root);
  let container = top;
  for (const key of path.slice(0, -1)) {
    const next = own(container[key]);
    put(container, key, next);
    container = next;
  }
  write(container, path[path.length - 1]!);
  return top;
}

/** The state after a delta. A path of length zero replaces everything. */
export function applyChange<T>(
  state: T,
  set: readonly (readonly [Path, unknown])[],
  unset: readonly Path[],
): T {
  const fresh = new Set<unknown>();
  let next: unknown = state;
  for (const path of unset)
    next = place(next, path, fresh, (container, key) => {
      delete container[key];
    });
  for (const [path, value] of set) {
    if (path.length === 0) next = value;
    else
      next = place(next, path, fresh, (container, key) => {
        put(container, key, value);
      });
  }
  return next as T;
}
