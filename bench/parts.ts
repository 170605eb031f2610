// The parts of the benchmark, discovered from the files of parts/.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { Part } from './part.ts';

const FOLDER = fileURLToPath(new URL('./parts/', import.meta.url));

/** Their names: what --only takes. */
export function partNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** The part of that name, or all of them in the order of the report. Throws `bad-argument` for a name that is none. */
export async function chosenParts(only: string | undefined): Promise<Part[]> {
  const names = partNames();
  if (only !== undefined && !names.includes(only))
    throw new LakequakeError('bad-argument', `there is no part '${only}' of the benchmark`, {
      hint: `give --only ${names.join(', --only ')} or leave it out`,
    });
  const parts = await Promise.all(names.filter((name) => only === undefined || name === only).map(load));
  return parts.sort((a, b) => a.place - b.place);
}

async function load(name: string): Promise<Part> {
  return ((await import(`./parts/${name}.ts`)) as { part: Part }).part;
}
