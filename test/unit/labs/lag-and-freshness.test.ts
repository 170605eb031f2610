// Lab 5's own check of the age of the data, second by second, against hand-made ages.
import { expect, it } from 'vitest';
import { comparedAges } from '../../../labs/05-lag-and-freshness/check.ts';

const ages = (...seconds: number[]) => new Map(seconds.map((age, at) => [at * 1_000, age]));

it('ages pass within the tolerance, also when one second in ten falls on the edge of a batch', () => {
  const ours = ages(0, 500, 900, 2_000, 9_000, 12_000, 9_000, 4_000, 500, 500);
  expect(comparedAges(ours, ages(300, 900, 0, 3_000, 9_500, 11_000, 8_000, 4_000, 0, 0), 'r')).toMatchObject({
    outcome: 'passed',
    evidence: expect.stringContaining('12.0 s at worst'),
  });
  expect(comparedAges(ours, new Map(ours).set(5_000, 0), 'r').outcome).toBe('passed');
});

it('ages that do not see what never arrived are wrong, and the worst second is named with both numbers', () => {
  const ours = ages(0, 500, 3_000, 6_000, 9_000, 12_000);
  expect(comparedAges(ours, ages(0, 500, 500, 500, 500, 500), 'r')).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringMatching(/00:00:05 age\.sql says 0\.5 s.*12\.0 s/),
  });
  const short = new Map([...ours].slice(0, 5));
  expect(comparedAges(ours, short, 'r')).toMatchObject({ evidence: expect.stringContaining('00:00:05') });
});
