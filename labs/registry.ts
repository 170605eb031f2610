// The labs, from their folders: `labs/NN-slug/` with `lab.ts` and `check.ts` is one. Adding a lab is adding a folder.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { Check, FoundLab, Lab } from './lab.ts';

export const LABS_DIR = fileURLToPath(new URL('./', import.meta.url));
const FOLDER = /^\d\d-[a-z0-9-]+$/;

async function load(id: string): Promise<FoundLab> {
  const folder = join(LABS_DIR, id);
  const of = (file: string) => pathToFileURL(join(folder, file)).href;
  const [{ lab }, { checks }] = (await Promise.all([import(of('lab.ts')), import(of('check.ts'))])) as [
    { lab: Lab },
    { checks: Record<string, Check> },
  ];
  return { ...lab, id, folder, checks };
}

/** Names of the folders, in the order of the course. */
async function labIds(): Promise<string[]> {
  const folders = await readdir(LABS_DIR, { withFileTypes: true });
  return folders
    .filter((one) => one.isDirectory() && FOLDER.test(one.name))
    .map(({ name }) => name)
    .sort();
}

/** The number a folder's name begins with, as the lab itself must have it. */
const numberOf = (id: string): string => String(Number(id.slice(0, 2)));

/** All labs, in the order of the course. */
export async function listLabs(): Promise<FoundLab[]> {
  return Promise.all((await labIds()).map(load));
}

/** By number (`4`, `04`), slug or folder name; the others are not loaded, so one that is being written breaks only itself. Throws `not-found` with those there are. */
export async function findLab(name: string): Promise<FoundLab> {
  const ids = await labIds();
  const found = ids.find(
    (id) => id === name || id.slice(3) === name || numberOf(id) === name.replace(/^0/, ''),
  );
  if (found !== undefined) return load(found);
  throw new LakequakeError('not-found', `there is no lab '${name}'`, {
    hint: `choose one of: ${ids.map((id) => `${numberOf(id)} (${id.slice(3)})`).join(', ')}`,
  });
}
