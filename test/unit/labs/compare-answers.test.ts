// A learner's written answers: the first wrong one is named with its line, an empty one is not yet, and the right value is never told.
import { expect, it } from 'vitest';
import { compareAnswers } from '../../../labs/checks/compare-answers.ts';

const wanted = [
  { path: 'early.offset', is: 42, but: 'another stands there', lookAt: 'trace it' },
  { path: 'late.runs', is: true, but: 'it ran', lookAt: 'read its log' },
];
const compared = (text: string) => compareAnswers(text, 'answers.yaml', wanted);

it('says nothing when all answers are right, however they are written', () => {
  expect(compared('early: {offset: 42}\nlate: {runs: true}\n')).toBeNull();
  expect(compared('late:\n  runs: "True"\nearly:\n  offset: "42"\n')).toBeNull();
});

it('names the first wrong answer with its line and what speaks against it, and not the right one', () => {
  const answer = compared('# mine\nearly:\n  offset: 7\nlate:\n  runs: false\n');
  expect(answer).toMatchObject({ outcome: 'wrong', next: 'trace it' });
  expect(answer!.evidence).toBe('answers.yaml line 3 says early.offset 7, but another stands there.');
  expect(answer!.evidence).not.toContain('42');
});

it('an answer that is empty or absent is not yet', () => {
  expect(compared('early:\n  offset:\nlate:\n  runs: true\n')).toMatchObject({ outcome: 'not-yet' });
  expect(compared('early:\n  offset: 42\n')).toMatchObject({
    outcome: 'not-yet',
    evidence: expect.stringContaining('late.runs'),
  });
  expect(compared('')).toMatchObject({ outcome: 'not-yet' });
});

it('what is no YAML is refused with its line', () => {
  expect(() => compared('early:\n  offset: [42\n')).toThrow(/answers\.yaml line \d/);
});
