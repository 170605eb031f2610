// What the board says at a glance: marks, the lab that is shown, who is stuck longest, bars, the order of the game day, clocks.
import { expect, it } from 'vitest';
import type { Board, BoardLab, BoardSeat } from '../../../dashboard/contract/workshop.ts';
import {
  countdown,
  gameRows,
  histogram,
  markOf,
  minutes,
  shownLab,
  stuckSeats,
} from '../../../dashboard/web/src/views/workshop/board-model.ts';

const lab = (number: number): BoardLab => ({
  id: `lab-${number}`,
  number,
  title: 't',
  minutes: 20,
  steps: ['one', 'two', 'three'].map((id) => ({ id, title: id, prediction: null })),
});
const seat = (id: string, own: Partial<BoardSeat> = {}): BoardSeat => ({
  id,
  name: id,
  here: true,
  seenAt: 0,
  lab: null,
  step: null,
  since: null,
  stuck: false,
  labs: {},
  game: null,
  order: null,
  ...own,
});
const board = (...seats: BoardSeat[]): Board => ({
  v: 1,
  at: 0,
  title: 't',
  code: null,
  labs: [lab(4), lab(10)],
  seats,
  timer: null,
  predictions: [],
});

it('marks each step of a seat by what it came to', () => {
  const labs = { 'lab-4': { finished: ['one', 'two'], given: ['two'], hints: 0 } };
  const own = seat('a', { lab: 'lab-4', step: 'three', labs });
  const marks = (one: BoardSeat) => ['one', 'two', 'three'].map((step) => markOf(one, lab(4), step));
  expect(marks(own)).toEqual(['finished', 'given', 'here']);
  expect(marks({ ...own, stuck: true })).toEqual(['finished', 'given', 'stuck']);
  expect(marks({ ...own, lab: 'lab-10' })).toEqual(['finished', 'given', 'open']);
});

it('shows the lab that is asked for, else the one most seats are at', () => {
  const seats = ['lab-10', 'lab-10', 'lab-4'].map((id, index) => seat(`${index}`, { lab: id }));
  expect(shownLab(board(...seats), null)?.number).toBe(10);
  expect(shownLab(board(...seats), '4')?.number).toBe(4);
  expect(shownLab(board(), '99')?.number).toBe(4);
});

it('lists who is stuck longest first', () => {
  const seats = [seat('a', { stuck: true, since: 50 }), seat('b'), seat('c', { stuck: true, since: 20 })];
  expect(stuckSeats(board(...seats)).map(({ id }) => id)).toEqual(['c', 'a']);
});

it('gives every choice a bar, also one that nobody took', () => {
  const choices = ['a', 'b', 'c'].map((id) => ({ id, says: id }));
  expect(histogram(choices, { a: 4, c: 2 }).map(({ count, height }) => [count, height])).toEqual([
    [4, 1],
    [0, 0],
    [2, 0.5],
  ]);
  expect(histogram(choices, {}).every(({ height }) => height === 0)).toBe(true);
});

it('orders the game day by who saw it first, and leaves games of another seed out', () => {
  const game = (seed: number, begunAt: number, seconds: number | null) => {
    const scored = { ok: seconds !== null, seconds };
    const score = seconds === null ? null : { detected: scored, named: scored, mitigated: scored, points: 3 };
    return { game: 'g', seed, state: 'revealed' as const, begunAt, score };
  };
  const seats = [
    seat('slow', { game: game(7, 10, 40) }),
    seat('old', { game: game(3, 1, 1) }),
    seat('quick', { game: game(7, 9, 5) }),
    seat('at it', { game: game(7, 9, null) }),
  ];
  expect(gameRows(board(...seats)).map(({ seat: { id } }) => id)).toEqual(['quick', 'slow', 'at it']);
});

it('writes times for a wall', () => {
  expect([minutes(59_000), minutes(5 * 60_000), minutes(65 * 60_000)]).toEqual([
    '0 min',
    '5 min',
    '1 h 05 min',
  ]);
  expect([countdown(725_000), countdown(100), countdown(0), countdown(-30_000)]).toEqual([
    '12:05',
    '0:01',
    '0:00',
    '−0:30',
  ]);
});
