// Makes screenshots of the page on the demo story, to be looked at: npx tsx test/e2e/shots.ts --out FOLDER [--only NAME,NAME]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LabState } from '../../dashboard/contract.ts';
import { buildServer } from '../../dashboard/server/build-server.ts';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { demoArchive } from '../fixtures/dashboard/demo-archive.ts';
import { createDemoFeed, type DemoFeed } from '../fixtures/dashboard/demo-feed.ts';
import { demoLabs } from '../fixtures/dashboard/demo-labs.ts';
import { createDemoLake } from '../fixtures/dashboard/demo-lake.ts';
import { STORY } from '../fixtures/dashboard/demo-story.ts';
import { launchBrowser } from './browser.ts';
import { buildPage } from './built-page.ts';
import { LOOK_SHOTS } from './look-shots.ts';
import { LAB_SHOTS } from './shots-of-labs.ts';
import { shotsOfRuns } from './shots-of-runs.ts';

export interface Shot {
  name: string;
  path: string;
  at: number;
  width: number;
  height: number;
  scheme: 'dark' | 'light';
  /** Ends the server before the shot. */
  serverGone?: boolean;
  full?: boolean;
  /** What must be there before the shot; a chart unless said. */
  ready?: string;
  /** Changes every state of the story. */
  distort?: (state: LabState) => LabState;
  /** The story runs so long before the page is opened, so that there is a history. */
  warmUpMs?: number;
  /** Done before the page is opened. */
  before?: (feed: DemoFeed) => Promise<unknown>;
}

const wide = { width: 1600, height: 900 } as const;
const narrow = { width: 390, height: 844, full: true } as const;
const archive = await demoArchive();
const SHOTS: Shot[] = [
  { name: 'flow-healthy-dark', path: '/', at: STORY.healthy + 12, scheme: 'dark', ...wide },
  { name: 'flow-broken-dark', path: '/', at: STORY.kill + 9, scheme: 'dark', ...wide },
  { name: 'flow-broken-light', path: '/', at: STORY.kill + 9, scheme: 'light', ...wide },
  { name: 'flow-first-second', path: '/', at: STORY.kill + 0.3, scheme: 'dark', ...wide },
  { name: 'flow-settled-light', path: '/', at: STORY.verdict + 4, scheme: 'light', ...wide },
  { name: 'flow-1280', path: '/', at: STORY.kill + 9, scheme: 'dark', width: 1280, height: 720 },
  { name: 'flow-broken-390', path: '/', at: STORY.kill + 9, scheme: 'dark', ...narrow },
  { name: 'flow-healthy-390', path: '/', at: STORY.healthy + 12, scheme: 'light', ...narrow },
  { name: 'truth-dark', path: '/truth', at: STORY.verdict + 10, scheme: 'dark', ...wide },
  { name: 'truth-light', path: '/truth', at: STORY.verdict + 10, scheme: 'light', ...wide },
  { name: 'truth-390', path: '/truth', at: STORY.verdict + 10, scheme: 'dark', ...narrow },
  { name: 'flow-lost', path: '/', at: STORY.kill + 9, scheme: 'dark', ...wide, serverGone: true },
  ...LOOK_SHOTS,
  ...shotsOfRuns(archive.ids),
  ...LAB_SHOTS,
];

const { values } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string', default: '' } } });
if (!values.out) throw new Error('say --out FOLDER');
mkdirSync(values.out, { recursive: true });
await buildPage();
const unready: string[] = [];
const lake = await createDemoLake();
const labs = await demoLabs();
await labs.playHalf();
const browser = await launchBrowser();
try {
  for (const shot of SHOTS.filter(({ name }) => values.only.split(',').some((part) => name.includes(part)))) {
    const feed = createDemoFeed({ from: shot.at - 1.2 - (shot.warmUpMs ?? 0) / 1000 });
    const app = await buildServer({ feed, archive, inquiry: lake.inquiryFor(feed), labs: labs.desk });
    await shot.before?.(feed);
    const { url } = await listenOn(app, { port: 0 });
    feed.distort(shot.distort);
    await new Promise((resolve) => setTimeout(resolve, shot.warmUpMs ?? 0));
    const page = await browser.newPage({
      viewport: { width: shot.width, height: shot.height },
      colorScheme: shot.scheme,
    });
    page.on('console', (message) => {
      if (message.type() === 'error') process.stderr.write(`${shot.name}: ${message.text()}\n`);
    });
    page.on('pageerror', (error) => process.stderr.write(`${shot.name}: ${error.message}\n`));
    await page.goto(new URL(shot.path, url).href);
    // A page that does not come to that is shot as it is, which says more than a stop would; the command fails at its end.
    const ready = await page
      .waitForSelector(shot.ready ?? 'canvas', { timeout: 10_000, state: 'attached' })
      .catch(() => null);
    if (ready === null) unready.push(shot.name);
    await page.waitForTimeout(1000);
    if (shot.serverGone) {
      await app.close();
      await page.waitForTimeout(2500);
    }
    await page.screenshot({ path: join(values.out, `${shot.name}.png`), fullPage: shot.full ?? false });
    await page.close();
    await app.close();
    feed.close();
  }
} finally {
  await browser.close();
  await Promise.all([lake.close(), labs.close()]);
}
if (unready.length > 0) throw new Error(`not ready when shot: ${unready.join(', ')}`);
