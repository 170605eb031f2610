// The project's own source files, for the structure tests.
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectDir = fileURLToPath(new URL('../../', import.meta.url));

const FOLDERS = ['cli', 'pipeline', 'chaos', 'labs', 'bench', 'dashboard', 'setup'];

/** Project paths of all .ts, .mjs and .svelte files that are not generated. */
export function sourceFiles(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(projectDir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|mjs|svelte)$/.test(entry.name))
      .map((entry) => relative(projectDir, join(entry.parentPath, entry.name))),
  )
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path))
    .sort();
}
