// Lab 4 and lab 10 played whole, on a real lab and through the page only: predict, run, edit in the editor, check, until every verdict has flipped
// and Explain stands beside what was predicted. What a learner would type is typed, and the workspace's files are read to see that it is theirs.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LabStand } from '../../dashboard/contract/labs.ts';
import { launchBrowser } from './browser.ts';
import { buildPage } from './built-page.ts';
import { projectDir, startLab, type TestLab } from './start-lab.ts';

/** A run to its verdict, and the lab's own stream started again, takes a fifth of it on a quiet machine. */
const RUN_MS = 240_000;
const LAB_MS = 12 * 60_000;
const shotsDir = join(projectDir, 'test-results', 'live');
const id = (name: string) => `[data-testid="${name}"]`;

let lab: TestLab;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
/** What Chromium itself says of a query that was refused: the learner's mistake, not the page's. */
const REFUSED_QUERY = 'Failed to load resource: the server responded with a status of 400 (Bad Request)';

beforeAll(async () => {
  await buildPage();
  mkdirSync(shotsDir, { recursive: true });
  browser = await launchBrowser();
  lab = await startLab('--rate', '500');
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, colorScheme: 'dark' });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
}, 180_000);

beforeEach(() => {
  complaints.length = 0;
});
afterAll(async () => {
  await browser?.close();
  await lab?.stop();
});

const shows = (selector: string, timeout = 30_000) => page.waitForSelector(selector, { timeout });
const textOf = async (selector: string) => (await page.locator(selector).first().textContent()) ?? '';
const shoot = (name: string) => page.screenshot({ path: join(shotsDir, `${name}.png`), fullPage: true });
const standOf = (name: string) => lab.ask<LabStand>('GET', `/api/labs/${name}/stand`);

async function start(name: string): Promise<void> {
  await page.goto(`${lab.url}/labs`);
  await page.click(id(`lab-${Number(name.slice(0, 2))}`));
  await page.click(`${id('start-lab')}:not(:disabled)`);
}

const goTo = async (step: string) => {
  await page.click(id(`part-${step}`));
  await shows(`${id('one-lab')}[data-part="${step}"]`);
};

async function predict(choice: string): Promise<void> {
  await page.check(id(`choice-${choice}`));
  await page.click(id('keep-prediction'));
  await shows(`${id('predict')}[data-predicted="${choice}"]`);
}

/** Runs with the workspace's pipeline.yaml; gives when the page shows what it came to and the next run may begin. */
async function run(seen: { before?: string; now?: string }): Promise<void> {
  await page.click(`${id('run-mine')}:not(:disabled)`);
  await shows(`${id('job')}[data-state="running"]`);
  const before = seen.before === undefined ? '' : `[data-before="${seen.before}"]`;
  const now = seen.now === undefined ? '' : `[data-now="${seen.now}"]`;
  await shows(`${id('flip')}${before}${now}`, RUN_MS);
  await page.waitForSelector(`${id('job')}[data-state="running"]`, { state: 'detached', timeout: RUN_MS });
}

/** Puts text into the editor as one would paste it, and saves by keyboard. */
async function write(file: string, text: string): Promise<void> {
  await page.click(id(`file-${file}`));
  await shows(`${id('file-editor')}[data-ready="true"]`);
  await page.locator(`${id('file-editor')} .cm-content[aria-label="${file}"]`).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Control+s');
  await shows(`${id('file-state')}[data-dirty="false"]`);
}

async function check(state: string): Promise<string> {
  await page.click(`${id('check-now')}:not(:disabled)`);
  await shows(`${id('check')}[data-state="${state}"]`);
  return textOf(id('evidence'));
}

const workspaceFile = (name: string, file: string) =>
  readFileSync(join(lab.stateDir, 'workspaces', name, file), 'utf8');

describe('lab 4, acknowledged is not stored', () => {
  const LAB = '04-acked-is-not-stored';

  it(
    'is played from predict to flipped verdict',
    async () => {
      await start(LAB);
      await shows(`${id('one-lab')}[data-part="find-the-missing"]`);
      expect(await page.isDisabled(id('run-mine'))).toBe(true);
      await predict('a');
      await run({ before: 'broken' });
      await shows(`${id('compared')}[data-right="false"]`);
      expect(await textOf(id('compared'))).toContain('hundreds are lost');
      expect(await check('wrong')).toContain('It does not name');
      await shoot('lab-4-wrong');

      await write('missing.sql', "SELECT event_id\nFROM ledger\nWHERE outcom = 'acked'");
      await page.click(id('query'));
      await shows(`${id('problem')}[data-line="3"]`);
      await shows('.cm-lintRange-error');
      const sql =
        "SELECT event_id\nFROM ledger\nWHERE outcome = 'acked'\nEXCEPT\nSELECT event_id\nFROM bronze\n";
      await write('missing.sql', sql);
      expect(workspaceFile(LAB, 'missing.sql')).toBe(sql);
      expect(await check('passed')).toContain('names all');
      await page.click(id('next-part'));

      await shows(`${id('one-lab')}[data-part="ask-two-disks"]`);
      await write('pipeline.yaml', 'producer:\n  acsk: all\n');
      await shows(`${id('problem')}[data-line="2"]`);
      expect(await textOf(id('problem'))).toContain("did you mean 'acks'");
      await write('pipeline.yaml', 'producer:\n  acks: all\n  sendGrouping: many-partitions\n');
      await page.waitForSelector(id('problem'), { state: 'detached' });
      expect(await check('not-yet')).toContain('has not met the fault');
      await run({ before: 'broken', now: 'held' });
      expect(await check('passed')).toContain('met the same faults');
      await shoot('lab-4-flipped');
      await page.click(id('next-part'));

      await shows(`${id('one-lab')}[data-part="one-call-one-partition"]`);
      await predict('b');
      await run({ before: 'broken' });
      await shows(`${id('compared')}[data-right="true"]`);
      await write('pipeline.yaml', 'producer:\n  acks: all\n  sendGrouping: one-partition\n');
      await run({ before: 'broken', now: 'held' });
      await check('passed');
      await page.click(id('next-part'));

      await shows(`${id('one-lab')}[data-part="explain"]`);
      expect(await page.locator(id('compared')).count()).toBe(2);
      expect(await textOf(id('lab-text'))).toContain('Who gave the word');
      await shoot('lab-4-explained');
      expect((await standOf(LAB)).current).toBeNull();
      expect(complaints).toEqual([REFUSED_QUERY]);
    },
    LAB_MS,
  );
});

describe('lab 10, time lies', () => {
  const LAB = '10-time-lies';

  it(
    'is played from predict to flipped verdict',
    async () => {
      await start(LAB);
      await predict('b');
      await run({ before: 'broken' });
      await shows(`${id('compared')}[data-right="true"]`);
      expect(await check('wrong')).toContain('gold would drop');
      const curve = readFileSync(join(projectDir, 'labs', LAB, 'solution', 'curve.sql'), 'utf8');
      await write('curve.sql', curve);
      await page.click(id('query'));
      await shows(`${id('query-answer')}[data-rows="11"]`);
      await shoot('lab-10-curve');
      expect(await check('passed')).toContain('the curve of run');

      await goTo('buy-lateness');
      await write('pipeline.yaml', 'stream:\n  allowedLatenessMs: 12500\nsilver:\n  timeBounds: off\n');
      await run({ before: 'broken', now: 'held' });
      expect(await check('passed')).toContain('The price is 12.5 s');

      await goTo('bound-the-clock');
      await predict('a');
      await run({ before: 'broken' });
      await shows(`${id('compared')}[data-right="false"]`);
      await write(
        'pipeline.yaml',
        'stream:\n  allowedLatenessMs: 12500\nsilver:\n  timeBounds: quarantine\n',
      );
      await run({ before: 'broken', now: 'held' });
      await check('passed');
      await shoot('lab-10-flipped');

      await page.goto(`${lab.url}/labs`);
      expect(await textOf(id('lab-10'))).toContain('3 of 3 steps');
      expect((await standOf(LAB)).current).toBeNull();
      expect(complaints).toEqual([]);
    },
    LAB_MS,
  );
});
