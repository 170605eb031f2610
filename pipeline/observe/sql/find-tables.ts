// The Delta tables that lie below a folder, whoever wrote them, and the names by which a query calls them. Looks only; it never
// goes into the folder of a table.
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface FoundTable {
  /** `sales`, or `gold.traffic` for a folder in a folder. */
  name: string;
  /** Relative to the folder that was searched, with '/'. */
  path: string;
}

/** How deep a table may lie. */
const DEPTH = 3;

/** Whether the folder itself is a Delta table. */
export function isDeltaTable(folder: string): boolean {
  return existsSync(join(folder, '_delta_log'));
}

/** All tables below a folder, in the order of their paths, but for those at `known` paths; none is called by a `taken` name. */
export function findTables(
  folder: string,
  known: ReadonlySet<string> = new Set(),
  taken: ReadonlySet<string> = new Set(),
): FoundTable[] {
  const names = new Set(taken);
  const paths = pathsBelow(folder, '', DEPTH).filter((path) => !known.has(path));
  return paths.map((path) => ({ path, name: freeName(path, names) }));
}

/** A table's own folder, as seen from the folder around it. */
export function tableOfFolder(folder: string): { around: string; table: FoundTable } {
  const path = basename(folder);
  return { around: dirname(folder), table: { path, name: plainName(path) } };
}

function pathsBelow(root: string, below: string, depth: number): string[] {
  if (depth === 0 || !existsSync(join(root, below))) return [];
  const folders = readdirSync(join(root, below), { withFileTypes: true }).filter(
    (entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !/^[._]/.test(entry.name),
  );
  return folders
    .map(({ name }) => (below === '' ? name : `${below}/${name}`))
    .sort()
    .flatMap((path) => (isDeltaTable(join(root, path)) ? [path] : pathsBelow(root, path, depth - 1)));
}

/** Letters, digits and `_` only, so that nobody has to quote; the first folder becomes the schema. */
function plainName(path: string): string {
  const [first = '', ...rest] = path
    .split('/')
    .map((part) => part.replace(/\W/g, '_').replace(/^(?=\d)/, '_'));
  return rest.length === 0 ? first : `${first}.${rest.join('_')}`;
}

function freeName(path: string, taken: Set<string>): string {
  const wanted = plainName(path);
  let name = wanted;
  for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${wanted}_${count}`;
  taken.add(name.toLowerCase());
  return name;
}
