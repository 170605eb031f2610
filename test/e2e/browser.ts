// Starts the Chromium of this machine for browser tests: LAKEQUAKE_CHROMIUM, else the usual places.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { LakequakeError } from '../../pipeline/contract/errors.ts';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A headless browser; the caller closes it. Throws `tool-missing` when there is none. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.LAKEQUAKE_CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined)
    throw new LakequakeError('tool-missing', 'no Chromium found', {
      hint: 'Install chromium, or set LAKEQUAKE_CHROMIUM to its path.',
    });
  // Chromium refuses its sandbox to root, which is what containers run as.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}
