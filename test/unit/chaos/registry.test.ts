// What holds for every scenario, fault and checker, also those yet to come.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listCheckers } from '../../../chaos/check-run.ts';
import type { Fault } from '../../../chaos/fault.ts';
import { discover } from '../../../chaos/registry.ts';
import { listScenarios } from '../../../chaos/run.ts';
import { caseOf, type ScheduledFault, scheduleHash } from '../../../chaos/scenario.ts';
import { protectionsOf, settingsFor, variantNamed, YOURS, yourVariants } from '../../../chaos/variants.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';

const scenarios = await listScenarios();
const faults = await discover<Fault>('faults', 'fault');
const checkers = await listCheckers();
/** The schedules of all cases. */
const schedulesOf = (scenario: (typeof scenarios)[number], seed: number): ScheduledFault[][] =>
  [...new Set(Object.values(scenario.variants).map(caseOf))].map((name) => scenario.schedule(seed, name));
const folderOf = (name: string) => fileURLToPath(new URL(`../../../chaos/${name}/`, import.meta.url));

describe('registries', () => {
  it.each([
    ['scenarios', scenarios],
    ['checkers', checkers],
  ] as const)('%s: every file is an entry named like its file', (folder, entries) => {
    const files = readdirSync(folderOf(folder)).map((name) => name.replace(/\.ts$/, ''));
    expect(entries.map(({ id }) => id).sort()).toEqual(files.sort());
  });

  it.each(['checkers', 'oracle'])('%s does no I/O and knows nothing of the medallion', (folder) => {
    for (const name of readdirSync(folderOf(folder))) {
      const imports = [...readFileSync(folderOf(folder) + name, 'utf8').matchAll(/from '([^']+)'/g)].map(
        (match) => match[1]!,
      );
      const foreign = imports.filter((from) => !/^\.\/|^\.\.\/oracle\/|pipeline\/contract\//.test(from));
      expect(foreign, name).toEqual([]);
    }
  });
});

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
  'scenario %s',
  (_id, scenario) => {
    it('has a naive and a hardened variant, and a reason for every naive value', () => {
      const variants = Object.values(scenario.variants);
      expect(variants.some(({ expect: e }) => e.verdict === 'held')).toBe(true);
      for (const { because, expect: e } of variants) {
        expect(because.length).toBeGreaterThan(10);
        if (e.verdict === 'broken') expect(e.by?.every(({ atLeast }) => atLeast >= 1)).toBe(true);
      }
    });

    it('names checkers and faults that exist, and its settings are valid', () => {
      const known = checkers.map(({ id }) => id);
      for (const [name, { expect: e }] of Object.entries(scenario.variants)) {
        expect(known).toEqual(expect.arrayContaining((e.by ?? []).map(({ checker }) => checker)));
        expect(() => settingsFor(scenario, name, defaultSettings())).not.toThrow();
      }
      expect(known).toEqual(expect.arrayContaining(Object.keys(scenario.notJudged)));
      expect(faults.map(({ id }) => id)).toEqual(
        expect.arrayContaining(schedulesOf(scenario, 1).flatMap((all) => all.map(({ fault }) => fault))),
      );
    });

    it('has a protection to switch off in every variant that holds, unless it is a control', () => {
      for (const [name, { expect: e }] of Object.entries(scenario.variants)) {
        if (e.verdict !== 'held' || name.startsWith('control')) continue;
        const protections = protectionsOf(scenario, name);
        expect(
          protections.map(({ path }) => path),
          name,
        ).not.toEqual([]);
        for (const protection of protections)
          expect(() => settingsFor(scenario, name, defaultSettings(), protection)).not.toThrow();
      }
    });

    it('can be asked for its naive and its hardened variant by these words', () => {
      expect(variantNamed(scenario, 'naive')).toMatch(/^naive/);
      expect(variantNamed(scenario, 'hardened')).toMatch(/^hardened/);
      expect(() => settingsFor(scenario, 'naive', defaultSettings())).not.toThrow();
    });

    it('meets a user’s own settings in every case', () => {
      for (const name of yourVariants(scenario)) {
        expect(name.startsWith(YOURS)).toBe(true);
        expect(() => settingsFor(scenario, name, defaultSettings())).not.toThrow();
      }
    });

    it('gives the same schedule for the same seed, as plain data', () => {
      for (const seed of [0, 1, 7, 2 ** 31]) {
        const schedules = schedulesOf(scenario, seed);
        expect(schedulesOf(scenario, seed).map(scheduleHash)).toEqual(schedules.map(scheduleHash));
        expect(JSON.parse(JSON.stringify(schedules))).toEqual(schedules);
      }
    });
  },
);
