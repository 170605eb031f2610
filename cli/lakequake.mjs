#!/usr/bin/env node
// Starts the command line. Plain JavaScript, because TypeScript runs only once tsx is there.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`lakequake: Node ${process.versions.node} is too old; install Node 20.19 or newer.`);
  process.exit(3);
}
if (!existsSync(join(projectDir, 'node_modules', 'tsx'))) {
  console.error('lakequake: the packages are not installed yet; run `npm run setup` first.');
  process.exit(3);
}
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('./main.ts');
const code = await main(process.argv.slice(2), projectDir);
// Idle connections kept for reuse must not keep a finished command alive; what was printed is flushed first.
process.stdout.write('', () => process.exit(code));
