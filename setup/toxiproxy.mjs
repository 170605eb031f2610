// Toxiproxy at the pinned version: from the PATH, by `go install`, or from its release download.
import { chmodSync, copyFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { onceFolder } from './cache.mjs';
import { checksumFor, download, downloadText } from './download.mjs';
import { onPath, outputOf, run } from './find-program.mjs';
import { cacheLayout, PINS } from './layout.mjs';
import { Trouble } from './trouble.mjs';

const RELEASES = 'https://github.com/Shopify/toxiproxy/releases/download';
const MODULE = 'github.com/Shopify/toxiproxy/v2';

/** Puts toxiproxy-server into the cache. Returns how it came. */
export async function provideToxiproxy({
  layout = cacheLayout(),
  env = process.env,
  releases = RELEASES,
  platform = process.platform,
  arch = process.arch,
} = {}) {
  let how = 'there already';
  await onceFolder(layout.toxiproxyHome, async (draft) => {
    how = await provideIn(draft, { env, releases, asset: assetName(platform, arch) });
    const said = outputOf(join(draft, 'toxiproxy-server'), ['-version']);
    if (!said?.includes(PINS.toxiproxy))
      throw new Trouble(
        `toxiproxy-server came ${how}, but says ${said?.trim() ?? 'nothing'}`,
        'run `npm run setup` again',
      );
  });
  return how;
}

async function provideIn(folder, { env, releases, asset }) {
  const server = join(folder, 'toxiproxy-server');
  const installed = onPath('toxiproxy-server', env);
  if (installed && outputOf(installed, ['-version'])?.includes(PINS.toxiproxy)) {
    copyFileSync(installed, server);
    return 'from the PATH';
  }
  const go = onPath('go', env);
  return go
    ? await byGo(go, folder, env).catch((error) => byRelease(server, releases, asset, error))
    : byRelease(server, releases, asset);
}

async function byGo(go, folder, env) {
  const version = `-X ${MODULE}.Version=${PINS.toxiproxy}`;
  await run(go, ['install', '-ldflags', version, `${MODULE}/cmd/server@v${PINS.toxiproxy}`], {
    env: { ...env, GOBIN: folder },
  });
  renameSync(join(folder, 'server'), join(folder, 'toxiproxy-server'));
  return 'by go install';
}

async function byRelease(server, releases, asset, before) {
  const base = `${releases}/v${PINS.toxiproxy}`;
  try {
    const hex = checksumFor(asset, await downloadText(`${base}/checksums.txt`));
    if (!hex) throw new Trouble(`there is no release for this system (${asset})`, 'install Go');
    await download(`${base}/${asset}`, server, { algorithm: 'sha256', hex });
  } catch (error) {
    const reasons = [
      before && `go install: ${before.message.trim().split('\n').at(-1)}`,
      error.message,
    ].filter(Boolean);
    throw new Trouble(
      `Toxiproxy ${PINS.toxiproxy} could not be had: ${reasons.join('; ')}`,
      `check the network, or install Go (https://go.dev/dl) or toxiproxy-server ${PINS.toxiproxy}, then run \`npm run setup\` again`,
      error,
    );
  }
  chmodSync(server, 0o755);
  return 'from the release download';
}

/** The release's file for a system, for example toxiproxy-server-linux-amd64. */
export function assetName(platform, arch) {
  return `toxiproxy-server-${platform}-${arch === 'x64' ? 'amd64' : arch}`;
}
