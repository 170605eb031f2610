// Lab 16's own check of a diagnosis, against a hand-made run: signal, component and cause in turn, and nothing that names the fault before all are right.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { RunResult } from '../../../../chaos/result.ts';
import { checks } from '../../../../labs/16-game-day/check.ts';
import { labFacts, labRun } from '../../../helpers/lab-facts.ts';

const detection = [
  {
    first: null,
    fired: [
      { signal: 'watermark-stalled', seconds: 6.4 },
      { signal: 'component-missing', seconds: 2.7 },
    ],
  },
] as unknown as RunResult['detection'];
const blind = labRun('blind', { verdict: 'broken', detection });

const named = (text: string) => checks['name-it']!(labFacts({ text: () => text, before: async () => blind }));
const told = (signal: string, component: string, cause: string) =>
  named(`signal: ${signal}\ncomponent: ${component}\ncause: ${cause}\n`);
const file = (kind: 'start' | 'solution') =>
  readFileSync(new URL(`../../../../labs/16-game-day/${kind}/diagnosis.yaml`, import.meta.url), 'utf8');

it('what is handed out is wrong, what is solved passes, and any signal that fired will do', async () => {
  expect((await named(file('start'))).outcome).toBe('wrong');
  expect((await named(file('solution'))).outcome).toBe('passed');
  expect((await named(file('solution').replace('component-missing', 'watermark-stalled'))).outcome).toBe(
    'passed',
  );
});

it('a signal that does not exist is told apart from one that did not fire', async () => {
  expect(await told('component-mising', 'source', 'source-down')).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('none of that name'),
  });
  expect(await told('broker-missing', 'source', 'source-down')).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('did not fire'),
  });
});

it('component and cause are judged in turn, and no answer names the right one', async () => {
  const component = await told('component-missing', 'broker', 'source-down');
  expect(component).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('component broker'),
  });
  const cause = await told('component-missing', 'source', 'traffic-fell');
  expect(cause).toMatchObject({ outcome: 'wrong', evidence: expect.stringContaining('cause traffic-fell') });
  for (const { evidence, next } of [component, cause]) expect(evidence + next).not.toContain('source-down');
});

it('a word of no list, and what is no YAML, say what to write', async () => {
  expect(await told('component-missing', 'sauce', 'source-down')).toMatchObject({
    outcome: 'wrong',
    next: expect.stringContaining('processor'),
  });
  expect(await named('signal: [component-missing')).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('line 1'),
  });
});
