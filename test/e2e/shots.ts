// Makes screenshots of the page on the demo story, to be looked at: npx tsx test/e2e/shots.ts --out FOLDER [--only NAME]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildServer } from '../../dashboard/server/build-server.ts';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { demoArchive } from '../fixtures/dashboard/demo-archive.ts';
import { createDemoFeed, type DemoFeed } from '../fixtures/dashboard/demo-feed.ts';
import { STORY } from '../fixtures/dashboard/demo-story.ts';
import { launchBrowser } from './browser.ts';

interface Shot {
  name: string;
  path: string;
  at: number;
  width: number;
  height: number;
  scheme: 'dark' | 'light';
  /** Ends the server before the shot. */
  serverGone?: boolean;
  full?: boolean;
  /** What must be there before the shot; a chart unless told. */
  wait?: string;
  /** Done before the page is opened. */
  before?: (feed: DemoFeed) => Promise<unknown>;
}

const wide = { width: 1600, height: 900 } as const;
const narrow = { width: 390, height: 844, full: true } as const;
const archive = await demoArchive();
const { naive, hardened, late } = archive.ids;

/** Each in dark and wide, light and wide, dark and narrow. */
const everywhere = (name: string, path: string, rest: Partial<Shot> = {}): Shot[] => [
  { name: `${name}-dark`, path, at: STORY.healthy + 12, scheme: 'dark', ...wide, full: true, ...rest },
  { name: `${name}-light`, path, at: STORY.healthy + 12, scheme: 'light', ...wide, full: true, ...rest },
  { name: `${name}-390`, path, at: STORY.healthy + 12, scheme: 'dark', ...narrow, ...rest },
];
const starts = (feed: DemoFeed) =>
  feed.actions.runScenario({
    scenario: 'broker-loss',
    variant: 'naive',
    seed: 7,
    disarmed: false,
    without: undefined,
  });
const broken = async (feed: DemoFeed) => {
  await starts(feed);
  feed.jumpTo(STORY.kill + 6);
};
const still = (run: string, at: number) => `?replay=${run}&at=${at}`;
const SHOTS: Shot[] = [
  ...everywhere('scenarios', '/scenarios', { wait: '[data-testid="scenario-broker-loss"]', full: false }),
  ...everywhere('scenario', '/scenarios?scenario=broker-loss&q=broker&seed=7', {
    wait: '[data-testid="run-verdict"]',
  }),
  ...everywhere('scenario-cases', '/scenarios?scenario=topic-misconfigured', {
    wait: '[data-testid="scenario-detail"]',
  }),
  ...everywhere('scenario-runs', '/scenarios?scenario=broker-loss', {
    wait: '[data-testid="live-fault"]',
    before: broken,
    full: false,
  }),
  ...everywhere('runs', '/runs', { wait: '[data-testid="runs"]', full: false }),
  ...everywhere('runs-none', '/runs?kind=drain', { wait: '.none', full: false }),
  ...everywhere('run', `/runs?run=${naive}`, { wait: '[data-testid="run-curves"] canvas' }),
  ...everywhere('run-late', `/runs?run=${late}`, { wait: '[data-testid="run-curves"] canvas' }),
  ...everywhere('compare', `/runs?a=${naive}&b=${hardened}`, { wait: '[data-testid="run-curves"] canvas' }),
  ...everywhere('replay-flow', `/${still(naive, 14)}`, {
    wait: '[data-testid="replay-bar"] svg .fault',
    full: false,
  }),
  ...everywhere('replay-truth', `/truth${still(late, 36)}`, {
    wait: '[data-testid="replay-bar"] svg .fault',
    full: false,
  }),
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
];

const { values } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string', default: '' } } });
if (!values.out) throw new Error('say --out FOLDER');
mkdirSync(values.out, { recursive: true });
const browser = await launchBrowser();
try {
  for (const shot of SHOTS.filter(({ name }) => name.includes(values.only))) {
    const feed = createDemoFeed({ from: shot.at - 1.2 });
    const app = await buildServer({ feed, archive });
    await shot.before?.(feed);
    const { url } = await listenOn(app, { port: 0 });
    const page = await browser.newPage({
      viewport: { width: shot.width, height: shot.height },
      colorScheme: shot.scheme,
    });
    page.on('console', (message) => {
      if (message.type() === 'error') process.stderr.write(`${shot.name}: ${message.text()}\n`);
    });
    page.on('pageerror', (error) => process.stderr.write(`${shot.name}: ${error.message}\n`));
    await page.goto(new URL(shot.path, url).href);
    await page.waitForSelector(shot.wait ?? 'canvas', { state: 'attached' });
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
}
