// A workshop as it goes: a host as a process of its own, 40 seats that speak the real protocol over real sockets, predictions, progress, a blind
// fault, lost connections, a board that is killed, a seat that joins twice, a pretender; and an export whose numbers add up.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { WorkshopExport } from '../../labs/workshop/export.ts';
import { type GameLine, type Order, SEAT_PATH } from '../../labs/workshop/protocol.ts';
import { until } from '../../pipeline/contract/until.ts';
import { type HostedWorkshop, hostWorkshop } from '../helpers/hosted-workshop.ts';
import { type SimulatedSeat, simulateSeat } from '../helpers/simulated-seat.ts';
import { type WatchedBoard, watchBoard } from '../helpers/watch-board.ts';

const SEATS = 40;
const LAB = '04-acked-is-not-stored';
const STEPS = ['find-the-missing', 'ask-two-disks', 'one-call-one-partition'] as const;
const UPDATES_WITHIN_MS = 1_000;
const MOST_MB = 200;

const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-workshop-'));
let host: HostedWorkshop;
let room: WatchedBoard;
let front: WatchedBoard;
const seats: SimulatedSeat[] = [];
/** Games score what their seat's number says, so that the export can be checked. */
const pointsOf = (index: number) => index % 4;

/** What a seat with a lab does with an armed fault, in an instant: the diary as `gameday` writes it. */
async function play(order: Order, seat: SimulatedSeat, index: number): Promise<string> {
  if (order.kind !== 'arm') return 'done';
  const at = Date.now();
  const points = pointsOf(index);
  const game = `g${index}`;
  const scored = (ok: boolean, seconds: number) => ({ ok, seconds: ok ? seconds : null });
  const lines: GameLine[] = [
    { at, type: 'begun', game, seed: order.seed },
    { at: at + 1, type: 'detected', game },
    { at: at + 2, type: 'diagnosed', game },
    { at: at + 3, type: 'ended', game },
    {
      at: at + 4,
      type: 'revealed',
      game,
      score: {
        detected: scored(points > 0, 5 + index),
        named: scored(points > 1, 20 + index),
        mitigated: scored(points > 2, 40 + index),
        points,
      },
    },
  ];
  seat.lines.game.push(...lines);
  return 'armed';
}

const join40 = () =>
  Array.from({ length: SEATS }, (_, index) => {
    const name = `Seat ${String(index + 1).padStart(2, '0')}`;
    return simulateSeat({
      address: host.address,
      code: host.code,
      name,
      obey: (order, seat) => play(order, seat, index),
    });
  });

const exported = async () => JSON.parse(await host.read('/api/workshop/export.json')) as WorkshopExport;
const nameOf = (index: number) => seats[index]!.name;
const onBoard = (board: WatchedBoard, index: number) =>
  board.board()!.seats.find(({ name }) => name === nameOf(index))!;

beforeAll(async () => {
  host = await hostWorkshop(stateDir, '--port', '7620', '--title', 'Test room', '--labs', '4,10');
  [room, front] = [await watchBoard(host.address), await watchBoard(host.address, host.key)];
});
afterAll(async () => {
  await Promise.all(seats.map((seat) => seat.leave()));
  room.close();
  front.close();
  await host.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

it('forty seats join with the code and stand on the board', async () => {
  seats.push(...join40());
  const { seats: shown } = await room.shows('40 seats', (board) => board.seats.length === SEATS);
  expect(new Set(shown.map(({ id }) => id)).size).toBe(SEATS);
  await room.shows('all of them here', (board) => board.seats.every(({ here }) => here));
});

it('what a seat does is on every board within a second, while all forty are at work', async () => {
  const at = Date.now();
  for (const [index, seat] of seats.entries()) {
    seat.lines.progress.push({ at, type: 'started', lab: LAB });
    seat.lines.progress.push({
      at: at + 1,
      type: 'predicted',
      lab: LAB,
      step: STEPS[0],
      choice: 'abc'[index % 3]!,
    });
    if (index % 2 === 0) seat.lines.progress.push({ at: at + 2, type: 'passed', lab: LAB, step: STEPS[0] });
  }
  await room.shows('forty started', ({ seats: shown }) => shown.every(({ lab }) => lab === LAB));
  const tookMs: number[] = [];
  for (let index = 0; index < 20; index++) {
    const begun = Date.now();
    const others = seats.filter((_, other) => other !== index * 2 + 1);
    for (const other of others)
      other.lines.progress.push({ at: begun, type: 'hinted', lab: LAB, step: STEPS[1] });
    seats[index * 2 + 1]!.lines.progress.push({ at: begun, type: 'passed', lab: LAB, step: STEPS[0] });
    await room.shows(
      'the step',
      () => onBoard(room, index * 2 + 1).labs[LAB]?.finished.includes(STEPS[0]) ?? false,
    );
    tookMs.push(Date.now() - begun);
  }
  console.log(
    `board with ${SEATS} seats: updates in ${Math.round(tookMs.reduce((a, b) => a + b) / tookMs.length)} ms on average, ${Math.max(...tookMs)} ms at most; ${Math.round(room.bytes() / 1024)} KiB a board; host ${Math.round(host.rssMb() ?? 0)} MB`,
  );
  expect(Math.max(...tookMs)).toBeLessThan(UPDATES_WITHIN_MS);
});

it('predictions are counted for the facilitator, and shown to the room when the facilitator says so', async () => {
  const counts = { a: 14, b: 13, c: 13 };
  const { predictions } = await front.shows('the counts', (board) => board.predictions[0]?.answers === SEATS);
  expect(predictions[0]).toMatchObject({ lab: LAB, step: STEPS[0], counts, shown: false });
  expect(room.board()!.predictions[0]).toMatchObject({ answers: SEATS, counts: null });
  await host.act({ act: 'show-predictions', lab: LAB, step: STEPS[0], shown: true });
  await room.shows('the counts in the room', (board) => board.predictions[0]?.counts?.a === 14);
});

it('a seat that lost its network keeps its place and brings what it did meanwhile', async () => {
  const seat = seats[3]!;
  await seat.leave();
  await room.shows('it is away', () => !onBoard(room, 3).here);
  seat.lines.progress.push({ at: Date.now(), type: 'passed', lab: LAB, step: STEPS[1] });
  const before = seat.memory.seat;
  seats[3] = simulateSeat({ address: host.address, code: host.code, ...seat });
  await room.shows('it is back', () => onBoard(room, 3).labs[LAB]!.finished.includes(STEPS[1]));
  expect(seats[3]!.memory.seat).toBe(before);
  expect(room.board()!.seats).toHaveLength(SEATS);
});

it('a seat joined twice is one seat: the newer terminal has it, the older one is told', async () => {
  const second = simulateSeat({ address: host.address, code: host.code, ...seats[5]! });
  expect(await seats[5]!.ended).toMatchObject({
    kind: 'refused',
    says: expect.stringContaining('another terminal'),
  });
  await until(() => second.said.length > 0, { deadlineMs: 5_000, what: 'the second terminal to sit' });
  seats[5] = second;
  await room.shows('it is here', () => onBoard(room, 5).here);
  expect(room.board()!.seats).toHaveLength(SEATS);
});

it('a pretender is refused: by name, by seat id without its secret', async () => {
  const byName = simulateSeat({ address: host.address, code: host.code, name: nameOf(0) });
  expect(await byName.ended).toMatchObject({ kind: 'refused', says: expect.stringContaining('already') });
  const memory = { seat: seats[0]!.memory.seat, secret: 'guessed', done: {} };
  const byId = simulateSeat({ address: host.address, code: host.code, name: 'Eve', memory });
  expect(await byId.ended).toMatchObject({ kind: 'refused', says: expect.stringContaining('secret') });
  expect(onBoard(room, 0).here).toBe(true);
});

it('a seat that calls a facilitator’s action is refused, over its socket and over HTTP', async () => {
  const socket = new WebSocket(`${host.address.replace('http', 'ws')}${SEAT_PATH}`);
  const heard: string[] = [];
  socket.on('open', () =>
    socket.send(JSON.stringify({ act: 'order', seats: 'all', order: { kind: 'stop' } })),
  );
  socket.on('message', (data) => heard.push(data.toString()));
  await until(() => heard.length > 0, { deadlineMs: 5_000, what: 'the refusal' });
  expect(JSON.parse(heard[0]!)).toMatchObject({ t: 'refused', code: 'needs-key' });
  const { status, body } = await host.act({ act: 'stop-timer' }, seats[0]!.memory.secret!);
  expect(status).toBe(403);
  expect(body.error?.message).toContain('key');
  expect(await host.read('/api/workshop/export.csv', '')).toContain('needs the key');
  expect(seats.every(({ orders }) => orders.length === 0)).toBe(true);
});

it('the facilitator sends seats on, and each does it once', async () => {
  const ids = [seats[0]!, seats[1]!].map(({ memory }) => memory.seat!);
  const order = { kind: 'go', lab: LAB, step: STEPS[2] };
  expect((await host.act({ act: 'order', seats: ids, order })).body.done).toContain('2 seats');
  await front.shows('both did it', () =>
    [0, 1].every((index) => onBoard(front, index).order?.state === 'done'),
  );
  expect(seats.map(({ orders }) => orders.length).slice(0, 3)).toEqual([1, 1, 0]);
  expect((await host.act({ act: 'order', seats: 'all', order: { ...order, step: 'none' } })).status).toBe(
    404,
  );
});

it('a board that is killed comes back with everything, and the seats with it', async () => {
  const { code, key } = host;
  await host.stop('SIGKILL');
  seats[7]!.lines.progress.push({ at: Date.now(), type: 'passed', lab: LAB, step: STEPS[1] });
  room.close();
  front.close();
  host = await hostWorkshop(stateDir);
  expect(host).toMatchObject({ code, key });
  [room, front] = [await watchBoard(host.address), await watchBoard(host.address, host.key)];
  await room.shows('all are back', (board) => board.seats.every(({ here }) => here), 30_000);
  await room.shows('what was done meanwhile', () => onBoard(room, 7).labs[LAB]!.finished.includes(STEPS[1]));
  expect(room.board()!.seats).toHaveLength(SEATS);
});

it('a blind fault goes to all seats, the score comes with the reveal', async () => {
  await host.act({ act: 'start-timer', minutes: 20, label: 'Game day' });
  const order = { kind: 'arm', seed: 42, holdSeconds: 120 };
  expect((await host.act({ act: 'order', seats: 'all', order })).body.done).toContain('40 seats');
  const { seats: shown, timer } = await room.shows('forty reveals', (board) =>
    board.seats.every(({ game }) => game?.state === 'revealed'),
  );
  expect(timer?.label).toBe('Game day');
  for (const [index, seat] of seats.entries())
    expect(shown.find(({ name }) => name === seat.name)!.game).toMatchObject({
      seed: 42,
      score: { points: pointsOf(index), detected: { ok: pointsOf(index) > 0 } },
    });
});

it('the export adds up: rows to totals, JSON to CSV, both to what the seats did', async () => {
  const { seats: rows, totals, predictions } = await exported();
  const steps = rows.flatMap((row) => row.steps);
  const games = rows.flatMap((row) => row.games);
  const finished = seats.flatMap(({ lines }) => [
    ...new Set(lines.progress.filter(({ type }) => type === 'passed').map(({ step }) => step)),
  ]);
  expect(totals.seats).toBe(SEATS);
  expect(totals.finished).toBe(finished.length);
  expect(steps.filter((step) => step.finished)).toHaveLength(totals.finished);
  expect(totals.hints).toBe(
    seats.flatMap(({ lines }) => lines.progress.filter(({ type }) => type === 'hinted')).length,
  );
  expect(predictions.reduce((sum, { answers }) => sum + answers, 0)).toBe(totals.predictions);
  expect(totals.games).toBe(SEATS);
  expect(totals.points).toBe(seats.reduce((sum, _, index) => sum + pointsOf(index), 0));
  expect(totals.detected + totals.named + totals.mitigated).toBe(totals.points);
  expect(games.filter((game) => game.detected)).toHaveLength(totals.detected);
  const [head, ...lines] = (await host.read('/api/workshop/export.csv')).trim().split('\r\n');
  const column = head!.split(',').indexOf('points');
  const cells = lines.map((line) => line.split(','));
  const summed = cells.filter(([kind]) => kind === 'game').reduce((sum, row) => sum + Number(row[column]), 0);
  expect(summed).toBe(totals.points);
  expect(Number(cells.at(-1)![column])).toBe(totals.points);
  expect(lines).toHaveLength(steps.length + games.length + 1);
});

it('wrong codes are refused with one sentence, and after some the address has to wait; seats that sit are not touched', async () => {
  const guess = (code: string) => simulateSeat({ address: host.address, code, name: 'Mallory' }).ended;
  expect(await guess('AAA-AAA')).toMatchObject({ says: expect.stringContaining('not the code') });
  expect(await guess('')).toMatchObject({ says: expect.stringContaining('not the code') });
  const ends = [];
  for (let attempt = 0; attempt < 8; attempt++) ends.push(await guess(`BBB-${attempt}`));
  expect(ends.at(-1)).toMatchObject({ says: expect.stringContaining('wait') });
  expect(await guess(host.code)).toMatchObject({ says: expect.stringContaining('wait') });
  await seats[9]!.leave();
  seats[9] = simulateSeat({ address: host.address, code: host.code, ...seats[9]! });
  await room.shows('a seat that proves itself sits down', () => onBoard(room, 9).here);
});

it('the host stays below 200 MB', () => {
  const mb = host.rssMb();
  if (mb === null) return;
  console.log(`host after the whole workshop: ${Math.round(mb)} MB resident`);
  expect(mb).toBeLessThan(MOST_MB);
});
