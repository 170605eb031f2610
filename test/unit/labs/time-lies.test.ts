// Lab 10's own checks, against hand-made runs: the curve point by point, and a lateness that is neither too small nor too dear.
import { expect, it } from 'vitest';
import { checks } from '../../../labs/10-time-lies/check.ts';
import type { LabFacts, Row } from '../../../labs/facts.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { finding, labRun } from '../../helpers/lab-facts.ts';

const broken = labRun('before', { verdict: 'broken', evidence: [finding('late-dropped', 9)] });

const TRUE_CURVE = new Map([0, 3_000, 6_000, 9_000, 12_000].map((ms) => [ms, 12_000 - ms]));
const rows = (curve: ReadonlyMap<number, number>): Row[] =>
  [...curve].map(([lateness_ms, count]) => ({ lateness_ms: BigInt(lateness_ms), dropped: BigInt(count) }));

function facts(given: ReadonlyMap<number, number> | Row[], allowedLatenessMs = 12_500): LabFacts {
  const settings = defaultSettings();
  return {
    text: () => 'SELECT …',
    settings: () => ({ ...settings, stream: { ...settings.stream, allowedLatenessMs } }),
    before: async () => broken,
    now: async () => labRun('after', { verdict: 'held' }),
    sql: async () => rows(TRUE_CURVE),
    ask: async () => (Array.isArray(given) ? given : rows(given as ReadonlyMap<number, number>)),
    howToRun: (name) => `run ${name}`,
  };
}
const drawn = (given: ReadonlyMap<number, number> | Row[]) => checks['draw-the-curve']!(facts(given));

it('a right curve passes and says where the last event stops being dropped', async () => {
  const answer = await drawn(TRUE_CURVE);
  expect(answer).toMatchObject({
    outcome: 'passed',
    evidence: expect.stringContaining('none from 12000 ms on'),
  });
});

it('one wrong point is named with both numbers', async () => {
  const answer = await drawn(new Map(TRUE_CURVE).set(6_000, 6_001));
  expect(answer).toMatchObject({ outcome: 'wrong', evidence: expect.stringMatching(/6000 ms.*6001.*6000/) });
  expect(answer.next).toContain('in gold all the same');
  const short = await drawn(new Map(TRUE_CURVE).set(6_000, 5_999));
  expect(short).toMatchObject({ outcome: 'wrong', next: expect.stringContaining('not after it') });
});

it('two answers for one lateness are none', async () => {
  const both = [{ lateness_ms: 3_000, dropped: 1 }, ...rows(TRUE_CURVE)];
  expect(await drawn(both)).toMatchObject({ outcome: 'wrong', evidence: expect.stringContaining('3000 ms') });
});

it('a curve of a few points, or one that ends early, is no curve', async () => {
  expect((await drawn(new Map([...TRUE_CURVE].slice(0, 4)))).outcome).toBe('wrong');
  expect((await drawn(new Map([...TRUE_CURVE].slice(1)))).outcome).toBe('wrong');
  expect(await drawn([{ lateness: 0 }, { lateness: 1_000 }])).toMatchObject({
    next: expect.stringContaining('lateness_ms'),
  });
});

it('a lateness that drops nothing and keeps every number open for an hour is too dear', async () => {
  const bought = checks['buy-lateness']!;
  expect((await bought(facts(TRUE_CURVE))).outcome).toBe('passed');
  expect(await bought(facts(TRUE_CURVE, 3_600_000))).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('3600000'),
  });
});
