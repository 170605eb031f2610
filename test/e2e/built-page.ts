// Builds the page when it is missing or older than its sources, so that a browser test never looks at yesterday's page.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const WEB = fileURLToPath(new URL('../../dashboard/web/', import.meta.url));

function newestIn(folder: string): number {
  return Math.max(
    0,
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
      (name) => statSync(join(folder, name)).mtimeMs,
    ),
  );
}

/** Makes dashboard/web/dist what the sources say. */
export async function buildPage(): Promise<void> {
  const index = join(WEB, 'dist/index.html');
  const sources = Math.max(...['src', 'public', '../contract'].map((folder) => newestIn(join(WEB, folder))));
  if (existsSync(index) && statSync(index).mtimeMs > sources) return;
  // Vitest sets NODE_ENV to test, with which Vite would leave Svelte's development build behind.
  process.env.NODE_ENV = 'production';
  await build({ configFile: join(WEB, 'vite.config.ts'), logLevel: 'error' });
}
