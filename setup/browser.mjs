// A Chromium for the browser tests: LAKEQUAKE_CHROMIUM, one that is installed, Debian's package when we may install it, or Playwright's.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isRunnable, onPath, run } from './find-program.mjs';
import { cacheLayout } from './layout.mjs';
import { Trouble } from './trouble.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Absolute path of a Chromium, or undefined. */
export function findChromium(env = process.env) {
  if (env.LAKEQUAKE_CHROMIUM) return isRunnable(env.LAKEQUAKE_CHROMIUM) ? env.LAKEQUAKE_CHROMIUM : undefined;
  return onPath(NAMES, env) ?? (isRunnable(MAC) ? MAC : undefined) ?? fromPlaywright();
}

/** Makes sure that there is a Chromium. Returns how it came. */
export async function provideBrowser(root, env = process.env) {
  if (env.LAKEQUAKE_CHROMIUM && !findChromium(env))
    throw new Trouble(
      `LAKEQUAKE_CHROMIUM (${env.LAKEQUAKE_CHROMIUM}) is no program`,
      'set it to a Chromium, or unset it',
    );
  if (findChromium(env)) return 'there already';
  const failures = [];
  for (const [how, install] of waysToInstall(root, env)) {
    await install().catch((error) => failures.push(`${how}: ${error.message.trim().split('\n').at(-1)}`));
    if (findChromium(env)) return how;
  }
  throw new Trouble(`no Chromium for the browser tests (${failures.join('; ')})`, browserFix(env));
}

function waysToInstall(root, env) {
  const aptGet = onPath('apt-get', env);
  const quiet = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
  const byApt = async () => {
    const install = () => run(aptGet, ['install', '-y', '--no-install-recommends', 'chromium'], quiet);
    await install().catch(() => run(aptGet, ['update'], quiet).then(install)); // a fresh image has no package lists
  };
  const playwright = join(root, 'node_modules', 'playwright-core', 'cli.js');
  const byPlaywright = () =>
    run(process.execPath, [playwright, 'install', 'chromium'], {
      env: { ...env, PLAYWRIGHT_BROWSERS_PATH: cacheLayout().browsers },
    });
  const asRoot = aptGet && process.getuid?.() === 0;
  return [...(asRoot ? [['by apt-get', byApt]] : []), ['by Playwright', byPlaywright]];
}

/** Playwright's own downloads lie in <browsers>/chromium-<revision>/chrome-<system>/. */
function fromPlaywright() {
  const folder = cacheLayout().browsers;
  const inside = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ];
  for (const name of list(folder).filter((entry) => entry.startsWith('chromium-')))
    for (const path of inside) if (isRunnable(join(folder, name, path))) return join(folder, name, path);
  return undefined;
}

function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const browserFix = (env) =>
  onPath('apt-get', env)
    ? 'sudo apt-get install -y chromium'
    : 'install Chrome or Chromium, or set LAKEQUAKE_CHROMIUM to one';
