// The page on a real lab: a broker that is really killed, late events that are really sent. Screenshots are kept in
// test-results/live, so that one can look at what was seen.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabState } from '../../dashboard/contract.ts';
import { launchBrowser } from './browser.ts';
import { buildPage } from './built-page.ts';
import { flowShowsKilledBroker, truthShowsLateData } from './dashboard-checks.ts';
import { exitOf, projectDir, startLab, type TestLab } from './start-lab.ts';

const shotsDir = join(projectDir, 'test-results', 'live');
const shots = (name: string) => join(shotsDir, `${name}.png`);

let lab: TestLab;
let browser: Browser;

beforeAll(async () => {
  await buildPage();
  mkdirSync(shotsDir, { recursive: true });
  browser = await launchBrowser();
  lab = await startLab('--port', '7460', '--rate', '500');
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

async function freshPage() {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, colorScheme: 'dark' });
  return context.newPage();
}

test('Flow shows a broker that is killed, and that it comes back', async () => {
  const page = await freshPage();
  const { brokers } = await lab.ask<LabState>('GET', '/api/state');
  const victim = brokers[1]!;
  await flowShowsKilledBroker(
    page,
    {
      brokerId: victim.id,
      kill: async () => void process.kill(victim.pid!, 'SIGKILL'),
      restart: async () => void (await lab.ask('POST', '/api/heal')),
    },
    { baseUrl: lab.url, seenWithinMs: 5_000, recoversWithinMs: 60_000, shots },
  );
  await page.context().close();
}, 180_000);

test('Signals, Metrics, Lake and Why answer from the same lab', async () => {
  const page = await freshPage();
  const open = (path: string) => page.goto(new URL(path, lab.url).href);
  const id = (name: string) => `[data-testid="${name}"]`;
  await open('/signals');
  // The broker that was killed above.
  await page.waitForSelector(`li${id('signal-broker-missing')}`, { timeout: 30_000 });
  await page.screenshot({ path: shots('signals') });
  await open('/series?range=10');
  for (const panel of ['throughput', 'lag-records', 'freshness', 'latency-p99', 'isr', 'batches', 'commits'])
    await page.waitForSelector(`${id(`metric-${panel}`)}[data-missing="false"]`, { timeout: 30_000 });
  await page.screenshot({ path: shots('metrics'), fullPage: true });
  await open('/why?q=stuck');
  await page.waitForSelector(`${id('why-answer')}:not([data-health="down"])`, { timeout: 30_000 });
  await open(`/lake?part=sql&sql=${encodeURIComponent('SELECT event_id FROM silver LIMIT 3')}`);
  await page.waitForSelector(`${id('sql-answer')}:has-text("3 rows")`, { timeout: 30_000 });
  // The newest event: its window is provisional when it is clicked, and the page follows it until gold has closed the window.
  await open('/lake?table=silver&order=event_time&direction=desc');
  await page
    .locator(`${id('grid')} ${id('event-link')}`)
    .first()
    .click({ timeout: 30_000 });
  await page.waitForSelector(`${id('trace')}[data-fate="counted"]`, { timeout: 60_000 });
  await page.waitForSelector(`${id('logs')} li`, { timeout: 30_000 });
  await page.screenshot({ path: shots('trace'), fullPage: true });
  await page.context().close();
}, 180_000);

test('Truth shows what late events cost gold, while the scenario runs', async () => {
  const page = await freshPage();
  let run: Promise<number | null> | undefined;
  await truthShowsLateData(
    page,
    {
      sendLate: async () => {
        run = exitOf(lab.lakequake('chaos', 'run', 'late-timestamps', '--variant', 'naive', '--seed', '7'));
      },
      settledWithinMs: 120_000,
    },
    { baseUrl: lab.url, seenWithinMs: 5_000, recoversWithinMs: 60_000, shots },
  );
  expect(await run).toBe(0);
  await page.context().close();
}, 240_000);
