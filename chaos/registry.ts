// Registries are discovered from files: every module of a folder that exports the wanted name is an entry, sorted by id.
import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LakequakeError } from '../pipeline/contract/errors.ts';

/** Loads all entries of a folder next to this file; a module without the export is an error, so that nothing is forgotten. */
export async function discover<T extends { id: string }>(folder: string, exportName: string): Promise<T[]> {
  const directory = fileURLToPath(new URL(`./${folder}/`, import.meta.url));
  const files = (await readdir(directory)).filter((name) => name.endsWith('.ts')).sort();
  return Promise.all(
    files.map(async (name) => {
      const module = (await import(pathToFileURL(`${directory}${name}`).href)) as Record<string, unknown>;
      const entry = module[exportName] as T | undefined;
      if (entry === undefined)
        throw new LakequakeError('internal', `chaos/${folder}/${name} exports no ${exportName}`);
      return entry;
    }),
  );
}
