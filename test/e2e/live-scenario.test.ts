// From a red number to the event that explains it, on a real lab: a scenario started from the page, the broken link on Flow, the verdict, the
// trace and the logs of a lost event, SQL, the replay, and the hardened variant beside it. One story, told in its order by one page.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunDetail } from '../../dashboard/contract/runs.ts';
import { launchBrowser } from './browser.ts';
import { buildPage } from './built-page.ts';
import { projectDir, startLab, type TestLab } from './start-lab.ts';

/** A run of broker-loss to its verdict takes half of it on a quiet machine. */
const RUN_MS = 100_000;
const SEED = '7';
const shotsDir = join(projectDir, 'test-results', 'live');
const id = (name: string) => `[data-testid="${name}"]`;

let lab: TestLab;
let browser: Browser;
let page: Page;
let naive: string;

beforeAll(async () => {
  await buildPage();
  mkdirSync(shotsDir, { recursive: true });
  browser = await launchBrowser();
  lab = await startLab('--port', '7461', '--rate', '500');
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, colorScheme: 'dark' });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

const shoot = (name: string) => page.screenshot({ path: join(shotsDir, `${name}.png`) });
const shows = (selector: string, timeout = 30_000) =>
  page.waitForSelector(selector, { timeout, state: 'attached' });

async function textOf(selector: string): Promise<string> {
  await shows(selector);
  return (await page.locator(selector).first().textContent()) ?? '';
}

/** The verdict of the newest run, when it is this variant's. */
async function verdictOf(variant: string, verdict: string): Promise<string> {
  await page.waitForSelector(`${id('run-verdict')}[data-verdict="${verdict}"]:has-text("${variant}")`, {
    timeout: RUN_MS,
  });
  return (await page.getAttribute(id('last-run'), 'data-run'))!;
}

test('a run is started from the page, and its broken link appears on Flow', async () => {
  await page.goto(`${lab.url}/scenarios?scenario=broker-loss`);
  await page.fill(id('seed'), SEED);
  await page.click(`${id('run-naive')}:not(:disabled)`);
  await shows(`${id('job')}[data-state="running"]`);
  await page.getByRole('link', { name: 'Watch on Flow' }).click();
  await Promise.all([
    shows('[data-testid="node-broker-2"][data-health="down"]', RUN_MS),
    shows('[data-testid="edge-source>broker-2"][data-health="down"]', RUN_MS),
  ]);
  await shoot('scenario-flow-broken');
}, 180_000);

test('its verdict names the events that are gone', async () => {
  await page.goto(`${lab.url}/scenarios?scenario=broker-loss`);
  naive = await verdictOf('naive', 'broken');
  expect(await textOf(id('evidence-lost-write'))).toMatch(/[1-9]/);
  await shoot('scenario-verdict');
}, 180_000);

test('an event of the evidence leads to its trace, and the trace to the log lines that concern it', async () => {
  await page
    .locator(`${id('evidence-lost-write')} ${id('event-link')}`)
    .first()
    .click();
  await page.waitForURL('**/why?trace=*');
  await shows(`${id('trace')}[data-fate="lost-write"]`);
  await shows(`${id('logs')} li`);
  await shoot('scenario-trace');
}, 60_000);

test('SQL over the lake of the run counts the same', async () => {
  const sql =
    "SELECT count(*) AS gone FROM ledger l ANTI JOIN bronze b USING (event_id) WHERE l.outcome = 'acked'";
  await page.goto(`${lab.url}/lake?part=sql&run=${naive}&sql=${encodeURIComponent(sql)}`);
  await page.click(id('run-sql'));
  const { result } = await lab.ask<RunDetail>('GET', `/api/runs/${naive}`);
  const lost = result!.evidence.find((one) => one.id === 'lost-write')!.count;
  const cells = await textOf(`${id('sql-answer')} ${id('grid')}`);
  expect(cells).toContain('gone');
  expect(cells).toContain(String(lost));
}, 60_000);

test('the run is replayed: at the kill the broker is down again, while the lab is well', async () => {
  const { faults } = await lab.ask<RunDetail>('GET', `/api/runs/${naive}`);
  const { from } = await lab.ask<{ from: number }>('GET', `/api/runs/${naive}/timeline`);
  const killed = (faults.find(({ state }) => state === 'injected')!.at - from) / 1000;
  await page.goto(`${lab.url}/?replay=${naive}&at=${(killed + 2).toFixed(1)}`);
  await shows(id('replay-bar'));
  await shows('[data-testid="node-broker-2"][data-health="down"]');
  await shoot('scenario-replay');
  await page.keyboard.press('Home');
  await shows('[data-testid="node-broker-2"][data-health="ok"]');
  await page.click(id('leave-replay'));
  await page.waitForSelector(id('replay-bar'), { state: 'detached' });
}, 60_000);

test('the hardened variant on the same seed holds, and stands beside the naive one', async () => {
  await page.goto(`${lab.url}/scenarios?scenario=broker-loss`);
  await page.click(`${id('run-other')}:not(:disabled)`);
  await verdictOf('hardened', 'held');
  await page.click(id('compare-pair'));
  expect(await textOf(id('side-a'))).toContain('broken');
  expect(await textOf(id('side-b'))).toContain('held');
  expect(await textOf(id('differing-settings'))).toContain('producer.sendGrouping');
  await shows(`${id('run-curves')} canvas`);
  await shoot('scenario-compare');
}, 180_000);
