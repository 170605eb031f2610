// The dashboard's web part, the only thing that is built: again whenever a source has changed.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, mark, marked } from './cache.mjs';
import { run } from './find-program.mjs';
import { Trouble } from './trouble.mjs';

/** Returns how it came, or undefined when there is nothing to build yet. */
export async function provideWeb(root) {
  const web = join(root, 'dashboard', 'web');
  if (!existsSync(web) || !readdirSync(web).some((name) => name.startsWith('vite.config.'))) return undefined;
  const marker = join(web, 'dist', '.lakequake-sources');
  const sources = hashOf([
    web,
    join(root, 'dashboard', 'contract.ts'),
    join(root, 'dashboard', 'contract'),
    join(root, 'package-lock.json'),
  ]);
  if (marked(marker, sources)) return 'there already';
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await run(process.execPath, [vite, 'build', web], { cwd: root }).catch((error) => {
    throw new Trouble(
      `the dashboard could not be built: ${error.message}`,
      'npx vite build dashboard/web',
      error,
    );
  });
  mark(marker, sources);
  return 'by Vite';
}
