// One real seat: a lab that streams, joined to a real board, gets a blind fault from the facilitator, detects, names and mitigates it through the command
// line, and has its reveal; the board shows the score. Until the reveal nothing that a learner can ask names the fault.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
/** What a command prints; its exit code must be 0. */
const run = (...args: string[]): string =>
  execFileSync(process.execPath, [command, ...args, '--state', stateDir], { encoding: 'utf8' });
/** What a command says, whatever comes of it. */
function said(...args: string[]): string {
  try {
    return run(...args);
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
  const order = { kind: 'arm', seed: SEED, holdSeconds: 120 };
  expect((await host.act({ act: 'order', seats: 'all', order })).status).toBe(200);
  await until(() => has('run'), { deadlineMs: 60_000, what: 'the run' });
  const seen = await until(
    async () =>
      (await state()).signals.find(
        (one) => one.state === 'firing' && (one.spans.at(-1)?.from ?? 0) > has('run')!.at,
      )?.id,
    { deadlineMs: 90_000, what: 'a signal' },
  );
  run('gameday', 'detect', '--signal', seen);
  const { run: shown } = await state();
  const asked = [
    said('status'),
    said('status', '--json'),
    said('gameday', 'status', '--json'),
    said('chaos', 'report', shown!.id),
    said('why', 'changed'),
    await page('/api/state'),
    await page('/api/runs'),
    await page(`/api/runs/${shown!.id}`),
    await page('/api/signals'),
  ].join('\n');
  expect(LEAKS.filter((word) => asked.includes(word))).toEqual([]);
  expect(said('gameday', 'reveal')).toContain('under way');
  run('gameday', 'diagnose', '--component', 'silver', '--cause', 'table-held', '--words', 'bronze goes on');
  expect(run('gameday', 'mitigate', 'restart-broker')).toContain('nothing');
  expect(run('gameday', 'mitigate', 'release-table')).toContain('done');
  await until(() => has('ended'), { deadlineMs: 180_000, everyMs: 500, what: 'the end of the run' });
  const found = JSON.parse(run('gameday', 'reveal', '--json')) as Reveal;
  console.log(run('gameday', 'reveal'));
  expect(found.score.points).toBe(3);
  expect(found.scenario).toBe('stale-silver');
  const happened = found.timeline.map(({ what }) => what);
  expect(happened.indexOf('injected')).toBeLessThan(happened.indexOf('signal'));
  expect(happened.indexOf('mitigated')).toBeLessThan(happened.indexOf('undone'));
  expect(happened.at(-1)).toBe('healed');
  expect(found.timeline.find(({ what }) => what === 'undone')!.seconds).toBeLessThan(110);
  await board.shows('the score', ({ seats }) => seats[0]?.game?.score?.points === 3);
  const { totals, seats } = JSON.parse(await host.read('/api/workshop/export.json')) as WorkshopExport;
  expect(totals).toMatchObject({ seats: 1, games: 1, points: 3, detected: 1, named: 1, mitigated: 1 });
  expect(seats[0]!.games[0]!.detectedSeconds).toBe(found.score.detected.seconds);
  expect(JSON.stringify(seats)).not.toContain('bronze goes on');
  expect(said('chaos', 'report', found.runId)).toContain('stale-silver');
}, 420_000);

it('a board that is gone does not stop the lab', async () => {
  await host.stop('SIGKILL');
  const before = (await state()).source.report?.made ?? 0;
  await until(async () => ((await state()).source.report?.made ?? 0) > before, {
    deadlineMs: 60_000,
    what: 'the lab to go on',
  });
  expect(lab.exitCode).toBeNull();
  expect(seat.exitCode).toBeNull();
});
