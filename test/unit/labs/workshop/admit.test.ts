// Who may sit: codes, names, secrets. Every refusal is one clear sentence, and only what may have been a guess counts as one.
import { expect, it } from 'vitest';
import { admit, MOST_SEATS, tidyName } from '../../../../labs/workshop/admit.ts';
import { limitAttempts } from '../../../../labs/workshop/attempts.ts';
import type { Hello } from '../../../../labs/workshop/protocol.ts';
import { hashOf, newCode, plainCode } from '../../../../labs/workshop/secrets.ts';
import { applyEvent, emptyWorkshop, type WorkshopState } from '../../../../labs/workshop/state.ts';

const CODE = 'K7F-2QX';

function roomWith(...names: string[]): WorkshopState {
  const state = emptyWorkshop();
  for (const [index, name] of names.entries())
    applyEvent(state, {
      at: 1,
      type: 'joined',
      seat: `s${index + 1}`,
      name,
      secretHash: hashOf(`secret of ${name}`),
    });
  return state;
}

const hello = (own: Partial<Hello>): Hello => ({
  t: 'hello',
  v: 1,
  code: CODE,
  name: 'Ada',
  now: 0,
  files: { progress: null, game: null },
  ...own,
});
const ask = (state: WorkshopState, own: Partial<Hello>, waitSeconds = 0) =>
  admit(state, hello(own), { code: CODE, waitSeconds });

it('lets in who has the code, however it is typed', () => {
  for (const code of ['K7F-2QX', 'k7f2qx', ' k7f 2qx '])
    expect(ask(roomWith(), { code })).toMatchObject({ kind: 'new', seat: null, name: 'Ada' });
});

it('refuses a wrong or missing code, and counts it as a guess', () => {
  for (const code of ['', 'K7F-2QY', '---'])
    expect(ask(roomWith(), { code })).toMatchObject({ kind: 'refused', code: 'wrong-code', guess: true });
});

it('knows a seat again by its secret, also under another name', () => {
  const secret = 'secret of Ada';
  expect(ask(roomWith('Ada'), { seat: 's1', secret })).toMatchObject({ kind: 'back', seat: { id: 's1' } });
  expect(ask(roomWith('Ada'), { seat: 's1', secret, name: 'Ada L.' })).toMatchObject({
    kind: 'back',
    name: 'Ada L.',
  });
});

it('gives nobody a place for a name alone, in whatever case it is written', () => {
  for (const name of ['Ada', 'ADA', '  ada '])
    expect(ask(roomWith('Ada'), { name })).toMatchObject({
      kind: 'refused',
      code: 'name-taken',
      guess: true,
    });
});

it('refuses who knows a seat’s id and not its secret', () => {
  expect(ask(roomWith('Ada'), { seat: 's1', secret: 'guessed', name: 'Eve' })).toMatchObject({
    kind: 'refused',
    code: 'not-your-seat',
    guess: true,
  });
});

it('lets a released name take its old place and results', () => {
  const state = roomWith('Ada');
  applyEvent(state, { at: 2, type: 'released', seat: 's1' });
  expect(ask(state, {})).toMatchObject({ kind: 'new', seat: { id: 's1' } });
});

it('lets a proved seat in while its address is held up by somebody’s guesses', () => {
  expect(ask(roomWith('Ada'), { name: 'Eve' }, 40)).toMatchObject({ code: 'too-many-attempts' });
  expect(ask(roomWith('Ada'), { seat: 's1', secret: 'secret of Ada' }, 40)).toMatchObject({ kind: 'back' });
});

it('refuses another version, an empty name and one seat too many', () => {
  expect(ask(roomWith(), { v: 2 })).toMatchObject({ code: 'other-version', guess: false });
  expect(ask(roomWith(), { name: ' \u0000\n ' })).toMatchObject({ code: 'bad-name' });
  const full = roomWith(...Array.from({ length: MOST_SEATS }, (_, index) => `n${index}`));
  expect(ask(full, {})).toMatchObject({ code: 'workshop-full' });
});

it('keeps a name to one short line', () => {
  expect(tidyName('  Grace\n\tHopper\u0007 ')).toBe('Grace Hopper');
  expect(tidyName('x'.repeat(99))).toHaveLength(24);
});

it('makes codes that can be read aloud, and no two alike', () => {
  const codes = new Set(Array.from({ length: 200 }, newCode));
  expect(codes.size).toBe(200);
  for (const code of codes) expect(code).toMatch(/^[A-HJKMNP-Z2-9]{3}-[A-HJKMNP-Z2-9]{3}$/);
  expect(plainCode('k7f 2qx')).toBe('K7F2QX');
});

it('makes an address wait after some wrong attempts in a minute, and no other one', () => {
  const attempts = limitAttempts(3);
  for (const now of [0, 1_000, 2_000]) attempts.failed('a', now);
  expect(attempts.waitSeconds('a', 2_000)).toBe(58);
  expect(attempts.waitSeconds('b', 2_000)).toBe(0);
  expect(attempts.waitSeconds('a', 60_000)).toBe(0);
});
