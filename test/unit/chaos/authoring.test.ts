// What authors are told: the scaffold's open points, and whether the catalogue page says what the registry says.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogueMarkdown } from '../../../chaos/authoring/catalogue.ts';
import { type CatalogueResults, compactResults } from '../../../chaos/authoring/catalogue-results.ts';
import { faultTemplate, openPoints, scenarioTemplate } from '../../../chaos/authoring/templates.ts';
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
