// What authors are told: the scaffold's open points, and whether the catalogue page says what the registry says.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogueMarkdown } from '../../../chaos/authoring/catalogue.ts';
import { type CatalogueResults, compactResults } from '../../../chaos/authoring/catalogue-results.ts';
import { type SparkRun, sparkMarkdown, sparkRuns } from '../../../chaos/authoring/spark-scenarios.ts';
import { faultTemplate, openPoints, scenarioTemplate } from '../../../chaos/authoring/templates.ts';
import { variantsOn } from '../../../chaos/engine-fit.ts';
import { listScenarios } from '../../../chaos/run.ts';
import { suiteResult } from './suite-results.ts';

const path = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

test.each(['scenarios', 'faults'])('nothing is left to fill in chaos/%s', (folder) => {
  for (const name of readdirSync(path(`chaos/${folder}`)))
    expect(openPoints(readFileSync(path(`chaos/${folder}/${name}`), 'utf8')), `${folder}/${name}`).toEqual(
      [],
    );
});

test('a new scenario and a new fault say what is still to fill', () => {
  expect(openPoints(scenarioTemplate('my-scenario', 'my-fault')).length).toBeGreaterThan(5);
  expect(openPoints(faultTemplate('my-fault')).length).toBeGreaterThan(2);
});

test('docs/catalogue.md says what the registry says; else: npm run docs:catalogue', async () => {
  const kept = path('docs/catalogue-results.json');
  const results = existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as CatalogueResults) : undefined;
  const page = catalogueMarkdown(await listScenarios(), results);
  expect(readFileSync(path('docs/catalogue.md'), 'utf8')).toBe(page);
});

test('docs/spark-scenarios.md says what the registry says; else: npm run docs:catalogue', async () => {
  const runs = JSON.parse(readFileSync(path('docs/spark-results.json'), 'utf8')) as SparkRun[];
  const scenarios = await listScenarios();
  expect(readFileSync(path('docs/spark-scenarios.md'), 'utf8')).toBe(await sparkMarkdown(scenarios, runs));
  for (const { scenario, variant } of runs) {
    const known = scenarios.find(({ id }) => id === scenario)!;
    expect(await variantsOn(known, 'spark'), `${scenario}/${variant}`).toContain(variant);
  }
});

test('of a suite the page takes what ran on Spark, and says when it came out otherwise', async () => {
  const onSpark = suiteResult({ engine: 'spark', variant: 'hardened', asExpected: false, seconds: 141.6 });
  const runs = sparkRuns([onSpark, suiteResult()]);
  expect(runs).toMatchObject([{ scenario: 'broker-loss', variant: 'hardened', seconds: 142 }]);
  const page = await sparkMarkdown(await listScenarios(), runs);
  expect(page).toContain(`**${runs[0]!.verdict}, not as expected**`);
  expect(page).toContain('1 runs on one machine of two cores, with `local[2]`; 0 came out as expected');
});

test('the catalogue tells a fault unseen from a damage unseen', () => {
  const unseen = suiteResult({
    verdict: 'broken',
    damageUnseen: true,
    evidence: [{ id: 'lost-write', title: 'Gone', means: 'It is gone.', count: 3, examples: [] }],
    detection: [
      {
        fault: 'kill-broker',
        injectedAt: 0,
        first: { signal: 'broker-missing', subject: 'broker-1', says: 'gone', seconds: 1.25 },
        fired: [],
        silent: [],
        faultUnseen: false,
      },
    ],
  });
  expect(compactResults([unseen]).variants).toEqual({
    'broker-loss/naive': {
      verdict: 'broken',
      first: 'broker-missing 1.3 s',
      faultUnseen: false,
      damage: 'unseen',
      seconds: 30,
    },
  });
});

test('the catalogue takes batches of one seed, and no others', () => {
  const other = suiteResult({ key: 'acks-one/naive', scenario: 'acks-one' });
  expect(Object.keys(compactResults([suiteResult(), other]).variants)).toEqual([
    'acks-one/naive',
    'broker-loss/naive',
  ]);
  expect(() => compactResults([suiteResult(), { ...other, seed: 8 }])).toThrow(/several seeds/);
});
