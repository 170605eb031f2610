// Lab 3's own check of the lost disk, against hand-made histories: a run that held is no proof of a clause that it never needed.
import { expect, it } from 'vitest';
import type { RunResult } from '../../../chaos/result.ts';
import { checks } from '../../../labs/03-topic-contract/check.ts';
import type { LabFacts, LabRun } from '../../../labs/facts.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';

const run = (runId: string, told: Partial<RunResult>, minInsyncReplicas: number): LabRun => ({
  runId,
  at: 1,
  scenario: 'topic-misconfigured',
  variant: 'yours',
  seed: 6,
  settings: { ...defaultSettings(), topic: { ...defaultSettings().topic, minInsyncReplicas } },
  scheduleHash: 'same',
  result: { evidence: [], refused: null, inconclusiveBecause: null, ...told } as unknown as RunResult,
  error: null,
});

const broken = run(
  'before',
  { verdict: 'broken', evidence: [{ id: 'lost-write', title: '', means: '', count: 4_087, examples: [] }] },
  1,
);

const facts = (now: LabRun): LabFacts => ({
  text: () => '',
  settings: defaultSettings,
  before: async () => broken,
  now: async () => now,
  sql: async () => [],
  ask: async () => [],
  howToRun: () => '',
});

const asked = (now: LabRun) => checks['outlast-the-disk']!(facts(now));

it('three copies of which an acknowledgement asks for one are not enough, though the run held', async () => {
  expect(await asked(run('after', { verdict: 'held' }, 1))).toMatchObject({
    outcome: 'wrong',
    next: expect.stringContaining('topic.minInsyncReplicas'),
  });
});

it('passes when an acknowledgement asks for two copies, and says why a run that broke did', async () => {
  expect(await asked(run('after', { verdict: 'held' }, 2))).toMatchObject({ outcome: 'passed' });
  expect(await asked(broken)).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('lost-write 4087'),
  });
});
