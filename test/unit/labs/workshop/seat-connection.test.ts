// A seat's connection, on a real server and real sockets in this process: a laptop that sleeps is away and comes back by itself to its place; a message
// nobody understands, a gap in the lines and a restart of the board do no harm.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { listenOn } from '../../../../dashboard/server/listen-on.ts';
import { buildBoardServer } from '../../../../dashboard/server/workshop/build-board-server.ts';
import type { BoardLab } from '../../../../labs/workshop/board-contract.ts';
import { newIdentity, openEventLog } from '../../../../labs/workshop/event-log.ts';
import { SEAT_PATH, type ToSeat } from '../../../../labs/workshop/protocol.ts';
import { openWorkshop, type Workshop } from '../../../../labs/workshop/workshop.ts';
import { until } from '../../../../pipeline/contract/until.ts';
import { type SimulatedSeat, simulateSeat } from '../../../helpers/simulated-seat.ts';

const LABS: BoardLab[] = [
  { id: '04-a', number: 4, title: 't', minutes: 20, steps: [{ id: 'one', title: 'One', prediction: null }] },
];
const identity = newIdentity({ title: 't', labs: ['04-a'] });
let stateDir: string;
let workshop: Workshop;
let server: FastifyInstance;
let port = 0;
let open: { leave(): unknown }[] = [];

async function serve(): Promise<void> {
  workshop = openWorkshop({ identity, labs: LABS, log: openEventLog(stateDir) });
  server = await buildBoardServer({
    workshop,
    title: 't',
    labs: LABS,
    version: '0',
    allowedHosts: [],
    pingEveryMs: 50,
  });
  ({ port } = await listenOn(server, { port }));
}
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-seat-'));
  [port, open] = [0, []];
  await serve();
});
afterEach(async () => {
  for (const one of open) one.leave();
  await server.close();
  rmSync(stateDir, { recursive: true, force: true });
});

function seat(name: string, more: Partial<SimulatedSeat> = {}): SimulatedSeat {
  const one = simulateSeat({ address: `http://127.0.0.1:${port}`, code: identity.code, ...more, name });
  open.push(one);
  return one;
}
/** A connection that the test speaks on by hand. */
async function byHand(): Promise<{ socket: WebSocket; heard: ToSeat[]; say(message: object): void }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${SEAT_PATH}`);
  const heard: ToSeat[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(data.toString()) as ToSeat));
  socket.on('error', () => undefined);
  open.push({ leave: () => socket.terminate() });
  await until(() => socket.readyState === WebSocket.OPEN, { deadlineMs: 5_000, what: 'the socket' });
  return { socket, heard, say: (message) => socket.send(JSON.stringify(message)) };
}
const hello = (name: string, more = {}) => ({
  t: 'hello',
  v: 1,
  code: identity.code,
  name,
  now: Date.now(),
  files: { progress: 'f', game: null },
  ...more,
});
const here = (name: string) => workshop.board(false).seats.find((one) => one.name === name)?.here;
const soon = (what: string, probe: () => unknown) =>
  until(() => probe() || undefined, { deadlineMs: 8_000, everyMs: 10, what });

it('a laptop that sleeps is away, and the same seat is back when it wakes', async () => {
  const { socket, heard, say } = await byHand();
  say(hello('Ada'));
  await soon('the welcome', () => heard.length > 0);
  socket.pause();
  await soon('Ada to be away', () => here('Ada') === false);
  const welcome = heard.find((one) => one.t === 'welcome')!;
  const again = seat('Ada', { memory: { seat: welcome.seat, secret: welcome.secret, done: {} } });
  await soon('Ada again', () => here('Ada'));
  expect(workshop.state.seats.size).toBe(1);
  expect(again.memory.seat).toBe(welcome.seat);
});

it('a seat that never says who it is has no place, and one that speaks nonsense is told', async () => {
  const { heard, say } = await byHand();
  say({ t: 'lines', stream: 'progress', from: 0, lines: [] });
  await soon('the refusal', () => heard.length > 0);
  expect(heard[0]).toMatchObject({ t: 'refused', says: expect.stringContaining('Join first') });
  const other = await byHand();
  other.socket.send('{"t":');
  await soon('the refusal', () => other.heard.length > 0);
  expect(other.heard[0]).toMatchObject({ code: 'bad-message' });
  expect(workshop.state.seats.size).toBe(0);
});

it('lines that come twice count once, and after a gap the seat is told where to go on', async () => {
  const { heard, say } = await byHand();
  say(hello('Ada'));
  await soon('Ada', () => here('Ada'));
  const line = { at: Date.now(), type: 'hinted', lab: '04-a', step: 'one' };
  const send = (from: number, count: number) =>
    say({ t: 'lines', stream: 'progress', from, lines: Array.from({ length: count }, () => line) });
  send(0, 3);
  send(1, 4);
  send(9, 1);
  await soon('three answers', () => heard.filter(({ t }) => t === 'have').length === 3);
  expect(heard.filter((one) => one.t === 'have').map(({ lines }) => lines)).toEqual([3, 5, 5]);
  expect(workshop.state.seats.get('s1')!.progress).toHaveLength(5);
});

it('times are the host’s: a laptop whose clock is an hour wrong stands where it is', async () => {
  const wrong = Date.now() - 3_600_000;
  const { say } = await byHand();
  say(hello('Ada', { now: wrong }));
  await soon('Ada', () => here('Ada'));
  say({ t: 'lines', stream: 'progress', from: 0, lines: [{ at: wrong, type: 'started', lab: '04-a' }] });
  await soon('the line', () => workshop.state.seats.get('s1')!.progress.length === 1);
  expect(Math.abs(workshop.board(false).seats[0]!.since! - Date.now())).toBeLessThan(5_000);
});

it('lines of the wrong kind close the connection and leave the board as it was', async () => {
  const { socket, heard, say } = await byHand();
  say(hello('Ada'));
  await soon('Ada', () => here('Ada'));
  say({ t: 'lines', stream: 'game', from: 0, lines: [{ at: 1, type: 'hinted', lab: '04-a' }] });
  await soon('the end', () => socket.readyState === WebSocket.CLOSED);
  expect(heard.at(-1)).toMatchObject({ t: 'refused', code: 'bad-message' });
  expect(workshop.state.seats.get('s1')!.game).toEqual([]);
});

it('an order that was done is not done again, whatever is lost on the way', async () => {
  const ada = seat('Ada');
  await soon('Ada', () => here('Ada'));
  workshop.act({ act: 'order', seats: 'all', order: { kind: 'arm', seed: 1, holdSeconds: 60 } });
  await soon('the order', () => workshop.board(false).seats[0]!.order?.state === 'done');
  // As if the answer had been lost: the board still waits for it.
  workshop.state.seats.get('s1')!.orders[0]!.state = 'waiting';
  await ada.leave();
  const again = seat('Ada', ada);
  await soon('the answer again', () => workshop.board(false).seats[0]!.order?.state === 'done');
  expect(again.orders).toEqual([]);
});

it('an order for a seat that is away waits for it, and a stop takes its place', async () => {
  const ada = seat('Ada');
  await soon('Ada', () => here('Ada'));
  await ada.leave();
  await soon('Ada away', () => here('Ada') === false);
  workshop.act({ act: 'order', seats: ['s1'], order: { kind: 'arm', seed: 1, holdSeconds: 60 } });
  expect(workshop.act({ act: 'order', seats: 'all', order: { kind: 'stop' } })).toContain('1 away');
  const again = seat('Ada', ada);
  await soon('what waited', () => again.orders.length > 0);
  expect(again.orders).toEqual([{ kind: 'stop' }]);
});

it('a released seat is taken, with its results, by who joins with its name', async () => {
  const ada = seat('Ada');
  await soon('Ada', () => here('Ada'));
  workshop.act({ act: 'release-seat', seat: 's1' });
  expect(await ada.ended).toMatchObject({ kind: 'refused', says: expect.stringContaining('released') });
  seat('Ada');
  await soon('the new Ada', () => here('Ada'));
  expect(workshop.state.seats.size).toBe(1);
});

it('a laptop that lost its files keeps what it had done, and its new files are told from their beginning', async () => {
  const line = (step: string) => ({ at: Date.now(), type: 'passed' as const, lab: '04-a', step });
  const ada = seat('Ada', { lines: { progress: [line('one')], game: [] } });
  const finished = () => workshop.board(false).seats[0]?.labs['04-a']?.finished ?? [];
  await soon('the step', () => finished().length === 1);
  await ada.leave();
  const hinted = { at: Date.now() + 5, type: 'hinted' as const, lab: '04-a', step: 'one' };
  seat('Ada', { memory: ada.memory, lines: { progress: [hinted, hinted], game: [] } });
  await soon('the hints', () => workshop.board(false).seats[0]!.labs['04-a']!.hints === 2);
  expect(finished()).toEqual(['one']);
});
