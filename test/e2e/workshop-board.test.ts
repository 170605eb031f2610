// The board in Chromium, with a real server and seats that speak the real protocol: what the room sees, what the key adds, and that a facilitator's
// click arrives at a seat. Dark and light, narrow, by keyboard, with axe.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { buildBoardServer } from '../../dashboard/server/workshop/build-board-server.ts';
import { boardLabs } from '../../labs/workshop/board-labs.ts';
import { newIdentity, openEventLog } from '../../labs/workshop/event-log.ts';
import { openWorkshop, type Workshop } from '../../labs/workshop/workshop.ts';
import { until } from '../../pipeline/contract/until.ts';
import { type SimulatedSeat, simulateSeat } from '../helpers/simulated-seat.ts';
import { axeFindings } from './axe-findings.ts';
import { launchBrowser } from './browser.ts';
import { buildPage } from './built-page.ts';

const LAB = '04-acked-is-not-stored';
const MINUTE = 60_000;
const identity = newIdentity({ title: 'Room 12', labs: [LAB, '10-time-lies'] });
const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-board-'));
/** Where pictures go; none without it. */
const shots = process.env.LAKEQUAKE_SHOTS;
const seats: SimulatedSeat[] = [];
let workshop: Workshop;
let server: FastifyInstance;
let port: number;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

async function serve(): Promise<void> {
  const labs = await boardLabs(identity.labs);
  workshop = openWorkshop({ identity, labs, log: openEventLog(stateDir) });
  server = await buildBoardServer({ workshop, title: identity.title, labs, version: '0', allowedHosts: [] });
  ({ port } = await listenOn(server, { port: port ?? 0 }));
}

function sitDown(): void {
  const now = Date.now();
  for (let index = 0; index < 12; index++) {
    const seat = simulateSeat({
      address: `http://127.0.0.1:${port}`,
      code: identity.code,
      name:
        ['Ada', 'Grace', 'Edsger', 'Barbara', 'Leslie', 'Nancy'][index % 6]! + (index < 6 ? '' : ` ${index}`),
    });
    const startedAt = now - (index === 4 ? 50 : 6 + index / 2) * MINUTE;
    seat.lines.progress.push({ at: startedAt, type: 'started', lab: LAB });
    seat.lines.progress.push({
      at: startedAt + 1,
      type: 'predicted',
      lab: LAB,
      step: 'find-the-missing',
      choice: 'abc'[index % 3]!,
    });
    if (index % 3 === 0)
      seat.lines.progress.push({ at: now - MINUTE, type: 'passed', lab: LAB, step: 'find-the-missing' });
    seats.push(seat);
  }
}

const text = async (selector: string) => (await page.locator(selector).first().textContent()) ?? '';
const shows = (selector: string) => page.waitForSelector(selector, { timeout: 10_000 });
const says = (selector: string, wanted: string) =>
  until(async () => (await text(selector)).includes(wanted), {
    deadlineMs: 10_000,
    what: `${selector} to say ${wanted}`,
  });
async function shoot(name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `workshop-${name}.png`), fullPage: true });
}

beforeAll(async () => {
  await buildPage();
  await serve();
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(`http://127.0.0.1:${port}/`);
  sitDown();
});
afterAll(async () => {
  await Promise.all(seats.map((seat) => seat.leave()));
  await browser.close();
  await server.close();
  rmSync(stateDir, { recursive: true, force: true });
});

it('the board’s server opens on the board, and shows every seat with its steps, who is stuck and for how long', async () => {
  await says('[data-testid=sum]', '12 of 12 seats here, 1 stuck');
  expect(new URL(page.url()).pathname).toBe('/workshop');
  expect(await page.locator('nav[aria-label="Views"] a').allTextContents()).toEqual(['Workshop']);
  expect(await text('[data-testid=stuck]')).toContain('Leslie, 50 min');
  expect(await page.locator('[data-testid=seat] svg[aria-label="step 1: finished"]').count()).toBe(4);
  await shoot('room-dark');
});

it('the room has no controls and no counts', async () => {
  expect(await page.locator('[data-testid=facilitator]').count()).toBe(0);
  expect(await page.locator('[data-testid=seat] input').count()).toBe(0);
  expect(await text('[data-testid=predictions]')).toContain('when the facilitator says so');
  expect(await page.content()).not.toContain(identity.code);
});

it('a wrong key is refused with a sentence, the right one shows the controls, all by keyboard', async () => {
  await page.focus('[data-testid=key]');
  await page.keyboard.type('not-the-key');
  await page.keyboard.press('Enter');
  await says('[role=alert]', 'not the facilitator');
  await page.focus('[data-testid=key]');
  await page.keyboard.type(identity.key);
  await page.keyboard.press('Enter');
  await shows('[data-testid=facilitator]');
  expect(await text('[data-testid=facilitator]')).toContain(identity.code);
});

it('a seat chosen by keyboard is sent to a step, and it alone', async () => {
  await page.focus('[aria-label="Choose Grace"]');
  await page.keyboard.press('Space');
  await page.selectOption('[data-testid=facilitator] select', 'one-call-one-partition');
  await page.click('[data-testid=send]');
  await says('[data-testid=done]', 'step 3: 1 seat');
  await until(() => seats[1]!.orders.length === 1, { deadlineMs: 5_000, what: 'the order at the seat' });
  expect(seats[1]!.orders[0]).toEqual({ kind: 'go', lab: LAB, step: 'one-call-one-partition' });
  expect(seats.filter(({ orders }) => orders.length > 0)).toHaveLength(1);
  await page.click('[aria-label="Choose Grace"]');
});

it('answers are shown to the room, a fault is armed, the timer runs', async () => {
  await page.click('[data-testid=predictions] button');
  await until(() => workshop.board(false).predictions[0]?.counts?.a === 4, {
    deadlineMs: 5_000,
    what: 'the counts',
  });
  await page.click('[data-testid=arm]');
  await until(() => seats.every(({ orders }) => orders.some(({ kind }) => kind === 'arm')), {
    deadlineMs: 5_000,
    what: 'the fault at every seat',
  });
  await page.click('[data-testid=start-timer]');
  await says('[data-testid=timer]', '14:');
  const at = Date.now();
  for (const [index, { lines }] of seats.entries()) {
    lines.game.push({ at, type: 'begun', game: `g${index}`, seed: 7 });
    if (index < 8)
      lines.game.push({
        at,
        type: 'revealed',
        game: `g${index}`,
        score: {
          detected: { ok: true, seconds: 4 + index },
          named: { ok: index < 5, seconds: 30 + index },
          mitigated: { ok: index < 3, seconds: index < 3 ? 50 : null },
          points: 1 + Number(index < 5) + Number(index < 3),
        },
      });
  }
  await says('[data-testid=game-day]', '✓ 4 s');
  await shoot('facilitator-dark');
});

it('results are saved as a file', async () => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-testid=csv]')]);
  expect(download.suggestedFilename()).toBe('workshop.csv');
});

it('to stop everything takes two clicks', async () => {
  await page.click('[data-testid=stop]');
  expect(seats.some(({ orders }) => orders.some(({ kind }) => kind === 'stop'))).toBe(false);
  await page.click('[data-testid=stop-really]');
  await says('[data-testid=done]', 'stop everything: 12 seats');
});

it.each([
  ['dark', 1920],
  ['light', 1920],
  ['dark', 390],
  ['light', 390],
] as const)('%s, %i px: no serious finding of axe, nothing to scroll sideways', async (theme, width) => {
  await page.setViewportSize({ width, height: 900 });
  await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
  expect(await axeFindings(page)).toEqual([]);
  const over = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await page.evaluate<number>(over)).toBeLessThanOrEqual(0);
  await shoot(`${theme}-${width}`);
});

it('names and marks can be read from five metres: no smaller than 24 px and 20 px on a wall', async () => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  const size = (selector: string) =>
    page.evaluate<number>(`parseFloat(getComputedStyle(document.querySelector('${selector}')).fontSize)`);
  expect(await size('[data-testid=seat] strong')).toBeGreaterThanOrEqual(24);
  expect(await size('[data-testid=seat] .says')).toBeGreaterThanOrEqual(20);
});

it('a board that is gone says so, and is back by itself when the host is', async () => {
  await server.close();
  await shows('[data-testid=lost]');
  await serve();
  await says('[data-testid=sum]', '12 of 12 seats here');
  await until(async () => (await page.locator('[data-testid=lost]').count()) === 0, {
    deadlineMs: 5_000,
    what: 'the notice to go',
  });
  await shows('[data-testid=facilitator]');
  expect(complaints).toEqual([]);
});
