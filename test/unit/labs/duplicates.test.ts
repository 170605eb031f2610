// Lab 7's own check of deduplication, against hand-made histories: a run that held because nothing was sent twice shows nothing of silver.
import { expect, it } from 'vitest';
import { checks } from '../../../labs/07-duplicates/check.ts';
import { brokenRun, finishedRun, flipFacts } from './flip-history.ts';

const dedup = (on: boolean) => (settings: { stream: { dedup: boolean } }) => {
  settings.stream.dedup = on;
};
const held = (on: boolean) =>
  checks['remember-in-silver']!(
    flipFacts(brokenRun('duplicate', 81, dedup(false)), finishedRun('after', { verdict: 'held' }, dedup(on))),
  );

it('a silver that remembers passes, whatever the producer does', async () => {
  expect(await held(true)).toMatchObject({ outcome: 'passed' });
});

it('a producer that sends nothing twice is no silver that remembers', async () => {
  expect(await held(false)).toMatchObject({
    outcome: 'wrong',
    next: expect.stringContaining('stream.dedup'),
  });
});
