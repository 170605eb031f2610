// Lab 3's own check of the lost disk, against hand-made histories: a run that held is no proof of a clause that it never needed.
import { expect, it } from 'vitest';
import { checks } from '../../../labs/03-topic-contract/check.ts';
import { brokenRun, finishedRun, flipFacts } from './flip-history.ts';

const asksFor = (copies: number) => (settings: { topic: { minInsyncReplicas: number } }) => {
  settings.topic.minInsyncReplicas = copies;
};
const broken = brokenRun('lost-write', 4_087, asksFor(1));
const asked = (now: typeof broken) => checks['outlast-the-disk']!(flipFacts(broken, now));

it('three copies of which an acknowledgement asks for one are not enough, though the run held', async () => {
  expect(await asked(finishedRun('after', { verdict: 'held' }, asksFor(1)))).toMatchObject({
    outcome: 'wrong',
    next: expect.stringContaining('topic.minInsyncReplicas'),
  });
});

it('passes when an acknowledgement asks for two copies, and says why a run that broke did', async () => {
  expect(await asked(finishedRun('after', { verdict: 'held' }, asksFor(2)))).toMatchObject({
    outcome: 'passed',
  });
  expect(await asked(broken)).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('lost-write 4087'),
  });
});
