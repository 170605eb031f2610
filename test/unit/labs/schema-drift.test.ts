// Lab 9's own check of a learner's signal, against hand-made windows: quiet before the change, soon after it, and named when it is not.
import { expect, it } from 'vitest';
import { judgedSignal } from '../../../labs/09-schema-drift/check.ts';

const WINDOWS = [0, 0, 700, 3_200, 3_200, 900, 0].map((off, index) => ({ at: index * 4_000, off }));

it('a signal passes when it is quiet before the change and fires in the first or second window of it', () => {
  expect(judgedSignal(WINDOWS, [12_000, 16_000], 'r').outcome).toBe('passed');
  expect(judgedSignal(WINDOWS, [8_000, 24_000], 'r').outcome).toBe('passed');
});

it('a signal that cries early, comes late or never is wrong, and its window is named', () => {
  expect(judgedSignal(WINDOWS, [4_000, 12_000], 'r')).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('00:00:04'),
  });
  expect(judgedSignal(WINDOWS, [16_000], 'r')).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('00:00:12'),
  });
  expect(judgedSignal(WINDOWS, [], 'r').outcome).toBe('wrong');
});

it('a run whose change has no window before it tells nothing', () => {
  expect(judgedSignal(WINDOWS.slice(2), [], 'r').outcome).toBe('cannot-tell');
});
