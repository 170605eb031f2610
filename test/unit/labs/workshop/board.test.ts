// The board from events: where a seat stands, who is stuck, what the room may see, orders that take each other's place; and results that add up.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoardLab } from '../../../../labs/workshop/board-contract.ts';
import { boardOf, gameOf, stuckAfterMs } from '../../../../labs/workshop/board-of.ts';
import { csvOf, exportOf } from '../../../../labs/workshop/export.ts';
import type { GameLine, Order, ProgressLine } from '../../../../labs/workshop/protocol.ts';
import { applyEvent, emptyWorkshop, type WorkshopEvent } from '../../../../labs/workshop/state.ts';

const MINUTE = 60_000;
const LABS: BoardLab[] = [
  {
    id: '04-acks',
    number: 4,
    title: 'Acks',
    minutes: 20,
    steps: [
      {
        id: 'one',
        title: 'One',
        prediction: { question: 'What?', choices: ['a', 'b'].map((id) => ({ id, says: id })) },
      },
      { id: 'two', title: 'Two', prediction: null },
    ],
  },
];
type Line<T extends ProgressLine['type']> = ProgressLine & { type: T };
const line = (at: number, type: ProgressLine['type'], step?: string, choice?: string): Line<typeof type> => ({
  at,
  type,
  lab: '04-acks',
  ...(step === undefined ? {} : { step }),
  ...(choice === undefined ? {} : { choice }),
});

function stateOf(...events: WorkshopEvent[]) {
  const state = emptyWorkshop();
  for (const seat of ['s1', 's2'])
    applyEvent(state, { at: 0, type: 'joined', seat, name: seat.toUpperCase(), secretHash: 'h' });
  for (const event of events) applyEvent(state, event);
  return state;
}
const did = (seat: string, ...lines: ProgressLine[]): WorkshopEvent => ({
  at: 0,
  type: 'lines',
  seat,
  stream: 'progress',
  lines,
});
const look = (state: ReturnType<typeof stateOf>, now: number, withKey = false) =>
  boardOf(state, {
    title: 't',
    code: 'K7F-2QX',
    labs: LABS,
    now,
    withKey,
    presence: (id) => ({ here: id === 's1', seenAt: 5 }),
  });

it('shows the first step that is not finished, and since when', () => {
  const [seat] = look(stateOf(did('s1', line(10, 'started'), line(70, 'passed', 'one'))), 100).seats;
  expect(seat).toMatchObject({ lab: '04-acks', step: 'two', since: 70, stuck: false, here: true });
  expect(seat!.labs['04-acks']!.finished).toEqual(['one']);
});

it('says who is stuck after twice a step’s share of the lab, and never before five minutes', () => {
  expect(stuckAfterMs(LABS[0]!)).toBe(20 * MINUTE);
  expect(stuckAfterMs({ minutes: 2, steps: LABS[0]!.steps })).toBe(5 * MINUTE);
  const state = stateOf(did('s1', line(0, 'started')));
  expect(look(state, 20 * MINUTE).seats[0]!.stuck).toBe(false);
  expect(look(state, 20 * MINUTE + 1).seats[0]!.stuck).toBe(true);
  const done = stateOf(did('s1', line(0, 'started'), line(1, 'passed', 'one'), line(2, 'passed', 'two')));
  expect(look(done, 90 * MINUTE).seats[0]).toMatchObject({ step: null, stuck: false });
});

it('a seat that resets a lab stands at its beginning, and the results keep what it had finished', () => {
  const given: ProgressLine = { ...line(30, 'passed', 'two'), given: true };
  const state = stateOf(did('s1', line(10, 'started'), line(20, 'passed', 'one'), given, line(40, 'reset')));
  const [seat] = look(state, 100).seats;
  expect(seat).toMatchObject({ step: 'one', since: 40 });
  expect(seat!.labs['04-acks']).toEqual({ finished: [], given: [], hints: 0 });
  expect(exportOf(state, { title: 't', labs: LABS, now: 0 }).totals).toMatchObject({ finished: 2, given: 1 });
});

it('counts each seat’s last prediction once, for the room only when shown', () => {
  const state = stateOf(
    did('s1', line(1, 'predicted', 'one', 'a'), line(2, 'predicted', 'one', 'b')),
    did('s2', line(1, 'predicted', 'one', 'b')),
  );
  expect(look(state, 9, true).predictions[0]).toMatchObject({ answers: 2, counts: { b: 2 } });
  expect(look(state, 9).predictions[0]).toMatchObject({ answers: 2, counts: null, shown: false });
  applyEvent(state, { at: 3, type: 'shown', lab: '04-acks', step: 'one', shown: true });
  expect(look(state, 9).predictions[0]).toMatchObject({ counts: { b: 2 }, shown: true });
});

describe('orders', () => {
  const ordered = (id: number, order: Order): WorkshopEvent => ({
    at: id,
    type: 'ordered',
    id,
    seats: ['s1'],
    order,
    says: order.kind,
  });
  const arm: Order = { kind: 'arm', seed: 1, holdSeconds: 60 };
  const states = (...events: WorkshopEvent[]) =>
    stateOf(...events)
      .seats.get('s1')!
      .orders.map(({ state }) => state);

  it('a newer one of its kind takes the place of one that waits; stop takes the place of all', () => {
    expect(states(ordered(1, arm), ordered(2, arm))).toEqual(['cancelled', 'waiting']);
    expect(states(ordered(1, arm), ordered(2, { kind: 'stop' }))).toEqual(['cancelled', 'waiting']);
  });

  it('what was done is not cancelled', () => {
    const done: WorkshopEvent = { at: 2, type: 'did', seat: 's1', id: 1, ok: true, says: 'armed' };
    expect(states(ordered(1, arm), done, ordered(2, { kind: 'stop' }))).toEqual(['done', 'waiting']);
  });
});

it('shows how far a game is, and its score with the reveal only', () => {
  const begun: GameLine = { at: 1, type: 'begun', game: 'g', seed: 7 };
  expect(gameOf([begun, { at: 2, type: 'detected', game: 'g' }])).toMatchObject({
    state: 'detected',
    score: null,
  });
  expect(gameOf([begun, { at: 2, type: 'revealed', game: 'old' }])).toMatchObject({ state: 'running' });
});

const step = fc.constantFrom('one', 'two');
const anyLine = fc.oneof(
  fc.record({ at: fc.nat(), type: fc.constant('passed' as const), step }),
  fc.record({ at: fc.nat(), type: fc.constant('hinted' as const), step }),
  fc.record({
    at: fc.nat(),
    type: fc.constant('predicted' as const),
    step,
    choice: fc.constantFrom('a', 'b'),
  }),
);

it('an export adds up whatever the seats did, in JSON and in CSV, with names that would break a table', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ maxLength: 12 }), fc.array(anyLine, { maxLength: 9 })), { maxLength: 6 }),
      (seats) => {
        const state = emptyWorkshop();
        for (const [index, [name, lines]] of seats.entries()) {
          const seat = `s${index}`;
          applyEvent(state, { at: 0, type: 'joined', seat, name, secretHash: 'h' });
          applyEvent(state, did(seat, ...lines.map((one) => ({ ...one, lab: '04-acks' }))));
        }
        const found = exportOf(state, { title: 't', labs: LABS, now: 0 });
        const steps = found.seats.flatMap((seat) => seat.steps);
        expect(found.totals.finished).toBe(steps.filter(({ finished }) => finished).length);
        expect(found.totals.predictions).toBe(
          found.predictions.reduce((sum, { answers }) => sum + answers, 0),
        );
        expect(found.totals.hints).toBe(steps.reduce((sum, { hints }) => sum + hints, 0));
        expect(csvOf(found).split('\r\n').at(-2)).toMatch(/^total,/);
      },
    ),
  );
});

it('quotes what a spreadsheet would take for a formula or a new cell', () => {
  const state = emptyWorkshop();
  applyEvent(state, { at: 0, type: 'joined', seat: 's1', name: '=1+1,"x"', secretHash: 'h' });
  applyEvent(state, did('s1', line(1, 'started')));
  const csv = csvOf(exportOf(state, { title: 't', labs: LABS, now: 0 }));
  expect(csv).toContain(`step,s1,"'=1+1,""x""",04-acks,one,0,0,`);
});
