// One real seat: a lab that streams, joined to a real board, gets a blind fault from the facilitator, detects, names and mitigates it through the command
// line, and has its reveal; the board shows the score. Until the reveal nothing that a learner can ask names the fault.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabState } from '../../../dashboard/contract.ts';
import { readDiary } from '../../../labs/game-day/diary.ts';
import { drawFault } from '../../../labs/game-day/draw.ts';
import type { Reveal } from '../../../labs/game-day/reveal.ts';
import type { WorkshopExport } from '../../../labs/workshop/export.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { type HostedWorkshop, hostWorkshop } from '../../helpers/hosted-workshop.ts';
import { type WatchedBoard, watchBoard } from '../../helpers/watch-board.ts';

/** Draws a fault that holds one table: see the pool. */
const SEED = 18;
/** What a table that stands still sets off first. */
const SIGNAL = 'freshness';
const LEAKS = ['stale-silver', 'hold-table-writes', 'hold table writes', 'Silver stands still', 'hardened'];
const command = fileURLToPath(new URL('../../../cli/lakequake.mjs', import.meta.url));
const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-seat-'));
const hostDir = mkdtempSync(join(tmpdir(), 'lakequake-host-'));

let lab: ChildProcess;
let seat: ChildProcess;
let host: HostedWorkshop;
let board: WatchedBoard;

const start = (...args: string[]) =>
  spawn(process.execPath, [command, ...args, '--state', stateDir], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
const exec = promisify(execFile);
/** What a command prints; its exit code must be 0. */
const run = async (...args: string[]) =>
  (await exec(process.execPath, [command, ...args, '--state', stateDir])).stdout;
/** What a command says, whatever comes of it. */
async function said(...args: string[]): Promise<string> {
  try {
    return await run(...args);
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}
const controlFile = () =>
  JSON.parse(readFileSync(join(stateDir, 'control.json'), 'utf8')) as { url: string; token: string };
const page = async (path: string) => (await fetch(`${controlFile().url}${path}`)).text();
const state = async () => JSON.parse(await page('/api/state')) as LabState;
const has = (type: string) => readDiary(stateDir).find((entry) => entry.type === type);

beforeAll(async () => {
  lab = start('up', '--port', '7631');
  host = await hostWorkshop(hostDir, '--port', '7632');
  board = await watchBoard(host.address);
  await until(
    () => {
      try {
        return controlFile().url;
      } catch {
        return undefined;
      }
    },
    { deadlineMs: 90_000, what: 'the lab' },
  );
  seat = start('workshop', 'join', host.address, '--code', host.code, '--name', 'Ada');
  await board.shows('Ada', ({ seats }) => seats[0]?.here === true, 60_000);
});
afterAll(async () => {
  for (const child of [seat, lab]) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  board.close();
  await host.stop();
  for (const folder of [stateDir, hostDir]) rmSync(folder, { recursive: true, force: true });
});

it('a blind fault from the board is detected, named and mitigated in the seat’s own lab, and scored by evidence', async () => {
  expect(drawFault(SEED).entry.scenario).toBe('stale-silver');
  const order = { kind: 'arm', seed: SEED, holdSeconds: 180 };
  expect((await host.act({ act: 'order', seats: 'all', order })).status).toBe(200);
  await until(() => has('run'), { deadlineMs: 60_000, what: 'the run' });
  const fired = ({ id, state: stand, spans }: LabState['signals'][number]) =>
    id === SIGNAL && stand === 'firing' && (spans.at(-1)?.from ?? 0) > has('run')!.at;
  await until(async () => (await state()).signals.some(fired), { deadlineMs: 90_000, what: 'the signal' });
  await run('gameday', 'detect', '--signal', SIGNAL);
  const { run: shown } = await state();
  const asked = await Promise.all([
    said('status'),
    said('status', '--json'),
    said('gameday', 'status', '--json'),
    said('chaos', 'report', shown!.id),
    said('why', 'changed'),
    page('/api/state'),
    page('/api/runs'),
    page(`/api/runs/${shown!.id}`),
    page('/api/signals'),
    said('gameday', 'reveal'),
  ]);
  expect(LEAKS.filter((word) => asked.join('\n').includes(word))).toEqual([]);
  expect(asked.at(-1)).toContain('under way');
  await run(
    'gameday',
    'diagnose',
    '--component',
    'silver',
    '--cause',
    'table-held',
    '--words',
    'bronze goes on',
  );
  expect(await run('gameday', 'mitigate', 'restart-broker')).toContain('nothing');
  expect(await run('gameday', 'mitigate', 'release-table')).toContain('done');
  await until(() => has('ended'), { deadlineMs: 180_000, everyMs: 500, what: 'the end of the run' });
  const found = JSON.parse(await run('gameday', 'reveal', '--json')) as Reveal;
  console.log(await run('gameday', 'reveal'));
  expect(found.score.points).toBe(3);
  expect(found.scenario).toBe('stale-silver');
  const happened = found.timeline.map(({ what }) => what);
  expect(happened.indexOf('injected')).toBeLessThan(happened.indexOf('signal'));
  expect(happened.indexOf('mitigated')).toBeLessThan(happened.indexOf('undone'));
  expect(happened.indexOf('undone')).toBeLessThan(happened.indexOf('healed'));
  expect(found.timeline.find(({ what }) => what === 'undone')!.seconds).toBeLessThan(170);
  await board.shows('the score', ({ seats }) => seats[0]?.game?.score?.points === 3);
  const { totals, seats } = JSON.parse(await host.read('/api/workshop/export.json')) as WorkshopExport;
  expect(totals).toMatchObject({ seats: 1, games: 1, points: 3, detected: 1, named: 1, mitigated: 1 });
  expect(seats[0]!.games[0]!.detectedSeconds).toBe(found.score.detected.seconds);
  expect(JSON.stringify(seats)).not.toContain('bronze goes on');
  expect(await said('chaos', 'report', found.runId)).toContain('stale-silver');
}, 420_000);

it('a board that is gone does not stop the lab', async () => {
  await host.stop('SIGKILL');
  await until(async () => (await state()).run?.kind === 'lab', {
    deadlineMs: 90_000,
    what: 'the page to be back at the lab’s own stream',
  });
  const made = async () => (await state()).source.report?.made ?? 0;
  const before = await made();
  await until(async () => (await made()) > before, { deadlineMs: 20_000, what: 'the lab to go on' });
  expect(lab.exitCode).toBeNull();
  expect(seat.exitCode).toBeNull();
});
