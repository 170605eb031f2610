// Makes screenshots of the page on the demo story, to be looked at: npx tsx test/e2e/shots.ts --out FOLDER [--only NAME,NAME]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildServer } from '../../dashboard/server/build-server.ts';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { demoArchive } from '../fixtures/dashboard/demo-archive.ts';
import { createDemoFeed } from '../fixtures/dashboard/demo-feed.ts';
import { createDemoLake } from '../fixtures/dashboard/demo-lake.ts';
import { RUN_ID, STORY } from '../fixtures/dashboard/demo-story.ts';
import { launchBrowser } from './browser.ts';
import { buildPage } from './built-page.ts';
import { narrow, type Shot, wide } from './shot.ts';
import { shotsOfRuns } from './shots-of-runs.ts';

const HEADLINE = '[data-testid="view-headline"]';
const GRID = '[data-testid="grid"]';
const CHAIN = '[data-testid="chain"]';
const TRACE = '[data-testid="trace"]';
const LINES = '[data-testid="logs"] li';
const LOST_SQL =
  "SELECT l.event_id, l.made_at, l.kafka_partition, l.kafka_offset\nFROM ledger l ANTI JOIN bronze b USING (event_id)\nWHERE l.outcome = 'acked'\nORDER BY l.seq";
const archive = await demoArchive();
const SHOTS: Shot[] = [
  ...shotsOfRuns(archive.ids),
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
  {
    name: 'signals-broken-dark',
    path: '/signals',
    at: STORY.kill + 14,
    scheme: 'dark',
    ...wide,
    ready: HEADLINE,
  },
  {
    name: 'signals-chosen-light',
    path: '/signals?signal=under-replicated',
    at: STORY.verdict,
    scheme: 'light',
    ...wide,
    ready: HEADLINE,
  },
  {
    name: 'signals-healthy-dark',
    path: '/signals',
    at: STORY.healthy + 12,
    scheme: 'dark',
    ...wide,
    ready: HEADLINE,
  },
  { name: 'signals-390', path: '/signals', at: STORY.kill + 14, scheme: 'dark', ...narrow, ready: HEADLINE },
  {
    name: 'metrics-broken-dark',
    path: '/metrics',
    at: STORY.kill + 14,
    scheme: 'dark',
    ...wide,
    full: true,
    warmUpMs: 7_000,
  },
  { name: 'metrics-light', path: '/metrics', at: STORY.inSync, scheme: 'light', ...wide, warmUpMs: 3_000 },
  {
    name: 'metrics-one',
    path: '/metrics?show=lag-seconds',
    at: STORY.kill + 14,
    scheme: 'dark',
    ...wide,
    warmUpMs: 7_000,
  },
  {
    name: 'metrics-390',
    path: '/metrics?show=throughput,lag-seconds,isr',
    at: STORY.kill + 9,
    scheme: 'light',
    ...narrow,
  },
  { name: 'lake-rows-dark', path: '/lake', at: STORY.healthy, scheme: 'dark', ...wide, ready: GRID },
  {
    name: 'lake-rows-light',
    path: '/lake?table=gold.traffic&version=7',
    at: STORY.healthy,
    scheme: 'light',
    ...wide,
    ready: GRID,
  },
  {
    name: 'lake-versions-dark',
    path: '/lake?tab=versions&version=6',
    at: STORY.healthy,
    scheme: 'dark',
    ...wide,
    ready: 'table',
  },
  {
    name: 'lake-files-light',
    path: '/lake?tab=files',
    at: STORY.healthy,
    scheme: 'light',
    ...wide,
    ready: 'table',
  },
  {
    name: 'lake-schema-dark',
    path: '/lake?tab=schema',
    at: STORY.healthy,
    scheme: 'dark',
    ...wide,
    ready: 'table',
  },
  {
    name: 'lake-quarantine-dark',
    path: '/lake?part=quarantine',
    at: STORY.healthy,
    scheme: 'dark',
    ...wide,
    ready: 'details',
  },
  {
    name: 'lake-sql-dark',
    path: `/lake?part=sql&sql=${encodeURIComponent(LOST_SQL)}`,
    at: STORY.healthy,
    scheme: 'dark',
    ...wide,
    ready: GRID,
  },
  {
    name: 'lake-sql-light-error',
    path: '/lake?part=sql&sql=SELECT%20*%0AFROM%20silber',
    at: STORY.healthy,
    scheme: 'light',
    ...wide,
    ready: '[data-testid="refusal"]',
  },
  { name: 'lake-390', path: '/lake', at: STORY.healthy, scheme: 'dark', ...narrow, ready: GRID },
  {
    name: 'lake-sql-390',
    path: '/lake?part=sql&sql=FROM%20gold.traffic',
    at: STORY.healthy,
    scheme: 'light',
    ...narrow,
    ready: GRID,
  },
  {
    name: 'why-start-dark',
    path: '/why',
    at: STORY.healthy,
    scheme: 'dark',
    ...wide,
    ready: '[data-testid="empty"]',
  },
  {
    name: 'why-broken-dark',
    path: '/why?q=stuck',
    at: STORY.kill + 14,
    scheme: 'dark',
    ...wide,
    full: true,
    ready: CHAIN,
  },
  {
    name: 'why-broken-light',
    path: '/why?q=slow&table=silver',
    at: STORY.kill + 14,
    scheme: 'light',
    ...wide,
    ready: CHAIN,
  },
  {
    name: 'why-changed-light',
    path: '/why?q=changed',
    at: STORY.healthy,
    scheme: 'light',
    ...wide,
    ready: '[data-testid="changes"]',
  },
  {
    name: 'why-trace-dark',
    path: `/why?trace=${RUN_ID}-1308203`,
    at: STORY.healthy,
    scheme: 'dark',
    ...wide,
    full: true,
    ready: LINES,
  },
  {
    name: 'why-trace-light',
    path: `/why?trace=${RUN_ID}-1308700`,
    at: STORY.healthy,
    scheme: 'light',
    ...wide,
    full: true,
    ready: TRACE,
  },
  {
    name: 'why-390',
    path: `/why?trace=${RUN_ID}-1308203`,
    at: STORY.healthy,
    scheme: 'dark',
    ...narrow,
    ready: LINES,
  },
  {
    name: 'why-chain-390',
    path: '/why?q=stuck',
    at: STORY.kill + 14,
    scheme: 'light',
    ...narrow,
    ready: CHAIN,
  },
  {
    name: 'signals-lost',
    path: '/signals',
    at: STORY.kill + 9,
    scheme: 'dark',
    ...wide,
    serverGone: true,
    ready: HEADLINE,
  },
  { name: 'metrics-lost', path: '/metrics', at: STORY.kill + 9, scheme: 'dark', ...wide, serverGone: true },
  {
    name: 'lake-lost',
    path: '/lake',
    at: STORY.kill + 9,
    scheme: 'dark',
    ...wide,
    serverGone: true,
    ready: GRID,
  },
  { name: 'flow-lost', path: '/', at: STORY.kill + 9, scheme: 'dark', ...wide, serverGone: true },
];

const { values } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string', default: '' } } });
if (!values.out) throw new Error('say --out FOLDER');
mkdirSync(values.out, { recursive: true });
await buildPage();
const lake = await createDemoLake();
const browser = await launchBrowser();
try {
  for (const shot of SHOTS.filter(({ name }) => values.only.split(',').some((part) => name.includes(part)))) {
    const feed = createDemoFeed({ from: shot.at - 1.2 - (shot.warmUpMs ?? 0) / 1000 });
    const app = await buildServer({ feed, archive, inquiry: lake.inquiryFor(feed) });
    await shot.before?.(feed);
    const { url } = await listenOn(app, { port: 0 });
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
    await page.waitForSelector(shot.ready ?? 'canvas', { state: 'attached' });
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
  await lake.close();
}
