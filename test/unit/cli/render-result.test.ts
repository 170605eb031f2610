// What `chaos run` and `lab run` print of a result: a run that was refused at the start has no recovery to tell of.
import { expect, it } from 'vitest';
import type { RunResult } from '../../../chaos/result.ts';
import { renderResult } from '../../../cli/chaos/run.ts';

const result = (told: Partial<RunResult>) =>
  ({
    scenario: 'broker-loss',
    variant: 'yours',
    seed: 7,
    runId: 'r1',
    verdict: 'held',
    expected: { verdict: 'held' },
    asExpected: false,
    inconclusiveBecause: null,
    refused: null,
    evidence: [],
    detection: [],
    damageUnseen: false,
    diagnoses: [],
    recoverySeconds: null,
    phases: [],
    ...told,
  }) as RunResult;

it('says of a refused run why, and nothing of a recovery', () => {
  const text = renderResult(
    result({ refused: { code: 'topic-misconfigured', says: 'one lost broker stops all writes' } }),
  );
  expect(text).toContain('held: it was refused at the start, and nothing was sent');
  expect(text).toContain('refused   one lost broker stops all writes');
  expect(text).not.toContain('recovery');
});

it('says of any other run how it recovered, or that it did not', () => {
  expect(renderResult(result({}))).toContain('recovery  not by the deadline');
  expect(renderResult(result({ asExpected: true, recoverySeconds: 2 }))).toMatch(
    /held, as expected[\s\S]*recovery {2}2 s/,
  );
});
