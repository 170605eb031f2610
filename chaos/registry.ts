// Registries are discovered from files: every module of a folder that exports the wanted name is an entry, sorted by id.
import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LakequakeError } from '../pipeline/contract/errors.ts';

/** The entries of a folder next to this file. A module that offers a default export only (a ports module) is no entry. */
export async function discover<T extends { id: string }>(folder: string, exportName: string): Promise<T[]> {
  const directory = fileURLToPath(new URL(`./${folder}/`, import.meta.url));
  const files = (await readdir(directory)).filter((name) => name.endsWith('.ts')).sort();
  const entries = await Promise.all(
    files.map(async (name) => {
      const module = (await import(pathToFileURL(`${directory}${name}`).href)) as Record<string, unknown>;
      const entry = module[exportName] as T | undefined;
      if (entry === undefined && module.default === undefined)
        throw new LakequakeError('internal', `chaos/${folder}/${name} exports no ${exportName}`);
      return entry === undefined ? [] : [entry];
    }),
  );
  return entries.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The entry with that id. Throws `not-found` with the ids there are. */
export async function find<T extends { id: string }>(
  folder: string,
  exportName: string,
  id: string,
): Promise<T> {
  const entries = await discover<T>(folder, exportName);
  const entry = entries.find((one) => one.id === id);
  if (entry !== undefined) return entry;
  throw new LakequakeError('not-found', `there is no ${exportName} '${id}'`, {
    hint: `choose one of: ${entries.map((one) => one.id).join(', ')}`,
  });
}
