// The npm packages: `npm ci` when they are missing or belong to another lock file. A marker in node_modules, written last, says whole.
import { join } from 'node:path';
import { hashOf, mark, marked } from './cache.mjs';
import { run } from './find-program.mjs';
import { Trouble } from './trouble.mjs';

const markerOf = (root) => join(root, 'node_modules', '.lakequake-packages');

function wantedMark(root) {
  const lock = hashOf([join(root, 'package-lock.json')]);
  return `${lock} ${process.platform} ${process.arch} ${process.versions.modules}\n`;
}

/** For whoever must not install: it runs from these very packages. */
export async function requirePackages(root) {
  if (marked(markerOf(root), wantedMark(root))) return 'there already';
  throw new Trouble('the npm packages are not those of this clone', 'npm run setup');
}

/** Returns how they came. Node itself belongs to the marker: native packages are built for one. */
export async function providePackages(root) {
  const [marker, wanted] = [markerOf(root), wantedMark(root)];
  if (marked(marker, wanted)) return 'there already';
  const args = ['ci', '--no-audit', '--no-fund', '--prefer-offline'];
  await run('npm', args, { cwd: root }).catch((error) => {
    throw new Trouble(`the npm packages could not be installed: ${complaintOf(error)}`, 'npm ci', error);
  });
  mark(marker, wanted);
  return 'by npm ci';
}

/** npm explains itself first and prints its usage last. */
function complaintOf(error) {
  return /^npm error (?!code )(\S.*)$/m.exec(error.output ?? '')?.[1] ?? error.message.split('\n')[0];
}
