// Downloads a file and checks it against a published or pinned checksum before anybody sees it. The sums' formats are those of
// Apache (`<name>: ABCD 0123 …` or `<hex>  <name>`) and of GitHub releases (`<hex>  <name>`, one line per file).
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Trouble } from './trouble.mjs';

/** Fetches `url` into `file`; throws Trouble when it cannot be had or its checksum (hex) differs. */
export async function download(url, file, { algorithm, hex }) {
  const draft = `${file}.part`;
  try {
    const response = await get(url);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(draft));
    const found = await digestOf(draft, algorithm);
    if (found !== hex)
      throw new Trouble(`${url} has another checksum (${found}) than published (${hex})`, 'try again later');
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The text of a small file. */
export async function downloadText(url) {
  return (await get(url)).text();
}

/** The checksum for a file name in a sums text, as lower-case hex; undefined when it is not there. */
export function checksumFor(name, sums) {
  for (const block of sums.split(/\n(?=\S)/)) {
    const [first, rest] = block.includes(':')
      ? [block.slice(0, block.indexOf(':')), block.slice(block.indexOf(':') + 1)]
      : [];
    if (first?.trim() === name) return rest.replace(/\s/g, '').toLowerCase();
    const [hex, file] = block.trim().split(/\s+\*?/);
    if (file === name) return hex.toLowerCase();
  }
  return undefined;
}

async function get(url) {
  const response = await fetch(url, { redirect: 'follow', signal: AbortSignal.timeout(600_000) }).catch(
    (error) => {
      throw new Trouble(
        `cannot reach ${url}`,
        'check the network and the proxy settings, then run `npm run setup` again',
        error,
      );
    },
  );
  if (!response.ok)
    throw new Trouble(
      `${url} answered ${response.status}`,
      'check the network, then run `npm run setup` again',
    );
  return response;
}

async function digestOf(file, algorithm) {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}
