// The page on a real lab: a broker that is really killed, late events that are really sent. Screenshots are kept in
// test-results/live, so that one can look at what was seen.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabState } from '../../dashboard/contract.ts';
import { until } from '../../pipeline/contract/until.ts';
import { launchBrowser } from './browser.ts';
import { buildPage } from './built-page.ts';
import { flowShowsKilledBroker, truthShowsLateData } from './dashboard-checks.ts';

const projectDir = fileURLToPath(new URL('../../', import.meta.url));
const shotsDir = join(projectDir, 'test-results', 'live');
const shots = (name: string) => join(shotsDir, `${name}.png`);

let stateDir: string;
let lab: ChildProcess;
let control: { url: string; token: string };
let browser: Browser;

function lakequake(...args: string[]): ChildProcess {
  const script = join(projectDir, 'cli', 'lakequake.mjs');
  return spawn(process.execPath, [script, ...args, '--state', stateDir], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const exitOf = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve));

async function ask<T>(method: 'GET' | 'POST', path: string): Promise<T> {
  const headers = { authorization: `Bearer ${control.token}` };
  return (await (await fetch(`${control.url}${path}`, { method, headers })).json()) as T;
}

beforeAll(async () => {
  await buildPage();
  mkdirSync(shotsDir, { recursive: true });
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-live-'));
  browser = await launchBrowser();
  lab = lakequake('up', '--port', '7460', '--rate', '500');
  const file = join(stateDir, 'control.json');
  await until(() => existsSync(file), { deadlineMs: 90_000, what: 'the lab to come up' });
  control = JSON.parse(readFileSync(file, 'utf8')) as typeof control;
}, 180_000);

afterAll(async () => {
  await browser?.close();
  if (lab !== undefined) {
    const ended = exitOf(lab);
    lab.kill('SIGTERM');
    await ended;
  }
  rmSync(stateDir, { recursive: true, force: true });
});

async function freshPage() {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 }, colorScheme: 'dark' });
  return context.newPage();
}

test('Flow shows a broker that is killed, and that it comes back', async () => {
  const page = await freshPage();
  const { brokers } = await ask<LabState>('GET', '/api/state');
  const victim = brokers[1]!;
  await flowShowsKilledBroker(
    page,
    {
      brokerId: victim.id,
      kill: async () => void process.kill(victim.pid!, 'SIGKILL'),
      restart: async () => void (await ask('POST', '/api/heal')),
    },
    { baseUrl: control.url, seenWithinMs: 5_000, recoversWithinMs: 60_000, shots },
  );
  await page.context().close();
}, 180_000);

test('Truth shows what late events cost gold, while the scenario runs', async () => {
  const page = await freshPage();
  let run: Promise<number | null> | undefined;
  await truthShowsLateData(
    page,
    {
      sendLate: async () => {
        run = exitOf(lakequake('chaos', 'run', 'late-timestamps', '--variant', 'naive', '--seed', '7'));
      },
      settledWithinMs: 120_000,
    },
    { baseUrl: control.url, seenWithinMs: 5_000, recoversWithinMs: 60_000, shots },
  );
  expect(await run).toBe(0);
  await page.context().close();
}, 240_000);
