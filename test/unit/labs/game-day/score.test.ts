// The score of a game day by evidence: each claim against what the journal shows. And the draw: the seed alone, everything in the pool, and a pool
// whose entries can be played.
import { describe, expect, it } from 'vitest';
import { find } from '../../../../chaos/registry.ts';
import type { Scenario } from '../../../../chaos/scenario.ts';
import type { DiaryEntry, StampedDiary } from '../../../../labs/game-day/diary.ts';
import { gameStand } from '../../../../labs/game-day/diary.ts';
import { drawFault } from '../../../../labs/game-day/draw.ts';
import { ACTIONS, CAUSES, COMPONENTS, POOL } from '../../../../labs/game-day/pool.ts';
import { type GameFacts, scoreGame } from '../../../../labs/game-day/score.ts';

const TRUTH = { components: ['broker'], cause: 'broker-down', mitigations: ['restart-broker'] };
const FACTS: GameFacts = {
  injectedAt: 100_000,
  signals: [
    { signal: 'lag-records', at: 90_000, says: 'before' },
    { signal: 'broker-missing', at: 103_000, says: 'broker-2 is missing' },
  ],
  undoneAt: 140_000,
  steadyAt: 145_000,
};

type Said = DiaryEntry extends infer E ? (E extends { game: string } ? Omit<E, 'game'> : never) : never;
const at = (time: number, entry: Said): StampedDiary => ({ at: time, game: 'g', ...entry }) as StampedDiary;
const score = (diary: StampedDiary[], facts: Partial<GameFacts> = {}) =>
  scoreGame(diary, { ...FACTS, ...facts }, TRUTH);

describe('detected', () => {
  const detected = (time: number, signal: string | null) => at(time, { type: 'detected', signal });

  it('counts from the injection when the signal named had fired', () => {
    expect(score([detected(104_500, 'broker-missing')]).detected).toMatchObject({ ok: true, seconds: 4.5 });
  });

  it('does not count a signal that had not fired, or fired before the fault only', () => {
    expect(score([detected(104_000, 'disk')]).detected.ok).toBe(false);
    expect(score([detected(104_000, 'lag-records')]).detected.ok).toBe(false);
    expect(score([detected(100_500, 'broker-missing')]).detected.ok).toBe(false);
  });

  it('counts figures alone only while no signal had fired', () => {
    expect(score([detected(100_800, null)]).detected.ok).toBe(true);
    expect(score([detected(110_000, null)]).detected.ok).toBe(false);
  });

  it('takes a claim before the fault for a false alarm, and the next one for what it is', () => {
    const found = score([detected(99_000, 'lag-records'), detected(106_000, 'broker-missing')]);
    expect(found).toMatchObject({ falseAlarms: 1, detected: { ok: true, seconds: 6 } });
    expect(score([detected(99_000, null)])).toMatchObject({ falseAlarms: 1, detected: { ok: false } });
  });
});

describe('named', () => {
  const said = (time: number, component: string, cause: string) =>
    at(time, { type: 'diagnosed', component, cause });

  it('needs component and cause', () => {
    expect(score([said(120_000, 'broker', 'broker-down')]).named).toMatchObject({ ok: true, seconds: 20 });
    expect(score([said(120_000, 'source', 'broker-down')]).named.ok).toBe(false);
    expect(score([said(120_000, 'broker', 'broker-slow')]).named.says).toContain('the cause is not');
  });

  it('lets the last one count', () => {
    const found = score([said(110_000, 'source', 'source-down'), said(130_000, 'broker', 'broker-down')]);
    expect(found.named).toMatchObject({ ok: true, seconds: 30 });
  });

  it('does not count a guess from before the fault', () => {
    expect(score([said(99_000, 'broker', 'broker-down')]).named.ok).toBe(false);
  });
});

describe('mitigated', () => {
  const acted = (time: number, fits: boolean) => at(time, { type: 'mitigated', action: 'x', fits });

  it('needs an action that reached the cause, and a system that came back', () => {
    expect(score([acted(110_000, false), acted(120_000, true)]).mitigated).toMatchObject({
      ok: true,
      seconds: 20,
      says: expect.stringContaining('after 1'),
    });
    expect(score([acted(120_000, true)], { steadyAt: null }).mitigated.ok).toBe(false);
    expect(score([acted(120_000, false)]).mitigated.ok).toBe(false);
  });
});

it('nothing said is nothing scored, and a fault that never struck scores nobody', () => {
  expect(score([])).toMatchObject({ points: 0, falseAlarms: 0 });
  const all = [
    at(104_000, { type: 'detected', signal: 'broker-missing' }),
    at(105_000, { type: 'diagnosed', component: 'broker', cause: 'broker-down' }),
    at(106_000, { type: 'mitigated', action: 'restart-broker', fits: true }),
  ];
  expect(score(all).points).toBe(3);
  expect(score(all, { injectedAt: null }).points).toBe(0);
});

it('the newest game is the one that stands, and its own entries only', () => {
  const begun = (game: string, time: number) =>
    ({ at: time, game, type: 'begun', seed: 1, holdSeconds: 60 }) as StampedDiary;
  const stand = gameStand([begun('a', 1), { at: 2, game: 'a', type: 'ended', says: null }, begun('b', 3)]);
  expect(stand).toMatchObject({ game: 'b', ended: null, runId: null });
  expect(stand!.entries).toHaveLength(1);
});

describe('the draw', () => {
  it('is decided by the seed alone', () => {
    for (let seed = 0; seed < 200; seed++) expect(drawFault(seed)).toEqual(drawFault(seed));
  });

  it('reaches every variant of the pool', () => {
    const drawn = new Set<string>();
    for (let seed = 0; seed < 2_000; seed++) {
      const { entry, variant } = drawFault(seed);
      drawn.add(`${entry.scenario}/${variant}`);
    }
    expect([...drawn].sort()).toEqual(
      POOL.flatMap(({ scenario, variants }) => variants.map((one) => `${scenario}/${one}`)).sort(),
    );
  });

  it.each(POOL)('$scenario: one fault, variants that exist, answers that can be chosen', async (entry) => {
    const scenario = await find<Scenario>('scenarios', 'scenario', entry.scenario);
    expect(Object.keys(scenario.variants)).toEqual(expect.arrayContaining([...entry.variants]));
    for (const name of entry.variants) {
      const variant = scenario.variants[name]!;
      expect(scenario.schedule(7, variant.case ?? 'default')).toHaveLength(1);
      // Where no signal fires by design, nobody can detect anything.
      const { expect: expected } = variant;
      const by = expected.verdict === 'broken' ? (expected.by ?? []) : [];
      expect(by.map(({ checker }) => checker)).not.toContain('undetected');
    }
    expect(CAUSES.map(({ id }) => id)).toContain(entry.cause);
    for (const id of entry.components) expect(COMPONENTS.map((one) => one.id)).toContain(id);
    for (const id of entry.mitigations) expect(ACTIONS.map((one) => one.id)).toContain(id);
  });

  it('no cause is right twice, and some are never right', () => {
    const causes = POOL.map(({ cause }) => cause);
    expect(new Set(causes).size).toBe(causes.length);
    expect(CAUSES.length).toBeGreaterThan(causes.length);
  });
});
