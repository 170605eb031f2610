// What every lab must have before anybody plays it. The expensive half of the author checks, on real runs, is in test/labs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { find } from '../../../chaos/registry.ts';
import { caseOf, type Scenario } from '../../../chaos/scenario.ts';
import { settingsFor } from '../../../chaos/variants.ts';
import { labCatalogue } from '../../../labs/authoring/catalogue.ts';
import { yourVariant } from '../../../labs/lab-runs.ts';
import { listLabs } from '../../../labs/registry.ts';
import { filesOf, SETTINGS_FILE } from '../../../labs/workspace.ts';
import { differences } from '../../../pipeline/observe/diff-settings.ts';
import { parseSettings } from '../../../pipeline/runtime/settings-file.ts';

const HEADINGS = ['Outcomes', 'Invariants', 'Predict', 'Steps', 'Explain', 'Trade-off', 'Further reading'];
const labs = await listLabs();
const textOf = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');

it('there are labs, each with a number of its own', () => {
  const numbers = labs.map(({ number }) => number);
  expect(labs.length).toBeGreaterThan(0);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.every((number) => number >= 1)).toBe(true);
});

describe.each(labs)('lab $id', (lab) => {
  const readme = textOf(lab.folder, 'README.md');

  it('is numbered as its folder is', () => {
    expect(lab.id.slice(0, 2)).toBe(String(lab.number).padStart(2, '0'));
  });

  it('takes 10 to 25 minutes and says so in its text', () => {
    expect(lab.minutes).toBeGreaterThanOrEqual(10);
    expect(lab.minutes).toBeLessThanOrEqual(25);
    expect(readme).toContain(`${lab.minutes} minutes`);
  });

  it('has the seven headings, in order', () => {
    const found = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(found).toEqual(HEADINGS);
  });

  it('numbers its invariants without a gap', () => {
    const part = readme.split('## Invariants')[1]!.split('\n## ')[0]!;
    const numbers = [...part.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('tells every step in its text, numbered without a gap and under its own title', () => {
    const part = readme.split('## Steps')[1]!.split('\n## ')[0]!;
    const titles = [...part.matchAll(/^### (\d+)\. (.+)$/gm)].map(
      ([, number, title]) => `${number}. ${title}`,
    );
    expect(titles).toEqual(lab.steps.map(({ title }, index) => `${index + 1}. ${title}`));
  });

  it('has a check for each step and no other', () => {
    expect(Object.keys(lab.checks).sort()).toEqual(lab.steps.map(({ id }) => id).sort());
    expect(new Set(lab.steps.map(({ id }) => id)).size).toBe(lab.steps.length);
  });

  it('gives three different hints a step, none of them empty', () => {
    for (const { hints } of lab.steps) {
      expect(hints.every((hint) => hint.trim().length > 20)).toBe(true);
      expect(new Set(hints).size).toBe(3);
    }
  });

  it('asks a prediction before its first run, with answers that differ', () => {
    expect(lab.steps[0]!.prediction).toBeDefined();
    for (const { prediction } of lab.steps) {
      const ids = prediction?.choices.map(({ id }) => id) ?? [];
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('hands out and solves the same files, which its steps edit', () => {
    const start = filesOf(lab, 'start');
    expect(filesOf(lab, 'solution')).toEqual(start);
    expect(start).toContain(SETTINGS_FILE);
    expect(start.filter((file) => !lab.steps.some((step) => step.file === file))).toEqual([]);
    for (const { file } of lab.steps) expect(start).toContain(file);
    for (const file of start)
      expect(textOf(lab.folder, `start/${file}`)).not.toBe(textOf(lab.folder, `solution/${file}`));
  });

  it('runs scenarios and cases that exist, and each of its runs belongs to a step', async () => {
    for (const run of lab.runs) {
      const scenario = await find<Scenario>('scenarios', 'scenario', run.scenario);
      const cases = Object.values(scenario.variants).map(caseOf);
      if (run.case !== undefined) expect(cases).toContain(run.case);
      expect(lab.steps.some((step) => step.run === run.id)).toBe(true);
    }
    for (const step of lab.steps) expect(lab.runs.some(({ id }) => id === step.run)).toBe(true);
  });

  it('hands out settings that reach the pipeline: no scenario of it overrides the values to change', async () => {
    const [start, solution] = (['start', 'solution'] as const).map((kind) =>
      parseSettings(textOf(lab.folder, `${kind}/${SETTINGS_FILE}`), kind),
    );
    const turned = differences(start, solution).map(({ path }) => path);
    expect(turned.length).toBeGreaterThan(0);
    const reached = new Set<string>();
    for (const run of lab.runs) {
      const scenario = await find<Scenario>('scenarios', 'scenario', run.scenario);
      const variant = await yourVariant(run);
      const [before, after] = [start!, solution!].map((base) => settingsFor(scenario, variant, base));
      for (const { path } of differences(before, after)) reached.add(path);
    }
    expect(turned.filter((path) => !reached.has(path))).toEqual([]);
  });

  it('has nothing left to fill', () => {
    const texts = [readme, textOf(lab.folder, 'lab.ts'), textOf(lab.folder, 'check.ts')];
    expect(texts.filter((text) => /TODO|<<[a-z-]+>>|@@[a-z0-9-]+@@/.test(text))).toEqual([]);
  });

  it('links to what is there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !existsSync(join(lab.folder, link)))).toEqual([]);
  });

  it('holds nothing else', () => {
    expect(readdirSync(lab.folder).sort()).toEqual(['README.md', 'check.ts', 'lab.ts', 'solution', 'start']);
  });
});

it('the catalogue in docs/labs.md is the one the registry gives', async () => {
  const page = readFileSync(new URL('../../../docs/labs.md', import.meta.url), 'utf8');
  expect(page).toBe(labCatalogue(labs));
});
