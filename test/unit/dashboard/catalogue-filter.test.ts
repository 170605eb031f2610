// Finding in the catalogue, on the catalogue itself.
import { beforeAll, expect, it } from 'vitest';
import { listScenarios } from '../../../chaos/run.ts';
import type { CatalogueScenario } from '../../../dashboard/contract/scenarios.ts';
import { catalogue } from '../../../dashboard/server/catalogue.ts';
import {
  counterpartOf,
  expectationWords,
  matching,
  tagsOf,
} from '../../../dashboard/web/src/views/scenarios/catalogue-filter.ts';

let all: CatalogueScenario[];
beforeAll(async () => {
  all = catalogue(await listScenarios());
});
const ids = (found: CatalogueScenario[]) => found.map(({ id }) => id);
const find = (words: string, tag: string | null = null) => ids(matching(all, { words, tag }));

it('finds everything without words, and every word must stand somewhere', () => {
  expect(find('')).toHaveLength(all.length);
  expect(find('  ')).toHaveLength(all.length);
  expect(find('broker-loss')).toEqual(['broker-loss']);
  expect(find('SENDGROUPING broker')).toContain('broker-loss');
  expect(find('broker no-such-word')).toEqual([]);
});

it('filters by tag as well', () => {
  for (const { tag, many } of tagsOf(all)) expect(find('', tag)).toHaveLength(many);
  expect(find('late', 'time')).toContain('late-timestamps');
});

it('every variant that is expected to break or to hold alone has another side in its case, or its case has only one', () => {
  for (const scenario of all)
    for (const { name, case: own, expect: expected } of scenario.variants) {
      const sides = new Set(
        scenario.variants.filter((one) => one.case === own).map((one) => one.expect.verdict),
      );
      const other = counterpartOf(scenario, name);
      expect(other === undefined).toBe(sides.size === 1);
      if (other !== undefined) {
        expect(other.case).toBe(own);
        expect(other.expect.verdict).not.toBe(expected.verdict);
      }
    }
});

it('says what is expected of a variant, also a refusal', () => {
  const variant = (id: string, name: string) =>
    all.find((one) => one.id === id)!.variants.find((one) => one.name === name)!;
  expect(expectationWords(variant('broker-loss', 'naive'))).toBe('lost-write ≥ 1');
  expect(expectationWords(variant('unclean-election', 'refused'))).toMatch(/refuses to start/);
});
