// Lab 2's own check of a diagnosis, against a hand-made run: the fault that was there decides, and the first wrong line is named.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { RunResult } from '../../../chaos/result.ts';
import { checks } from '../../../labs/02-will-not-start/check.ts';
import type { LabFacts, LabRun } from '../../../labs/facts.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { labFacts, labRun } from '../../helpers/lab-facts.ts';

const solved = readFileSync(
  new URL('../../../labs/02-will-not-start/solution/diagnosis.yaml', import.meta.url),
  'utf8',
);
const fault = {
  fault: 'prevent-broker-start',
  args: { broker: 'broker-2', obstacle: 'wrong-cluster-id' },
  injectedAt: 0,
};
const run = (verdict: RunResult['verdict']): LabRun =>
  labRun('r1', {
    verdict,
    faults: [fault] as unknown as RunResult['faults'],
    inconclusiveBecause: 'no trace',
  });

const diagnosed = (text: string, before: LabRun | null = run('broken')) =>
  checks['the-cluster']!({
    text: () => text,
    settings: defaultSettings,
    before: async () => before ?? undefined,
    now: async () => undefined,
    sql: async () => [],
    ask: async () => [],
    howToRun: (name) => `run ${name}`,
  } satisfies LabFacts);

it('passes when broker, process, owner and mend are those of the fault', async () => {
  expect((await diagnosed(solved)).outcome).toBe('passed');
});

it('a broker that served, a process that ran, and a cure that costs data are each wrong', async () => {
  const part = solved.slice(solved.indexOf('cluster:'), solved.indexOf('listener:'));
  const changed = (from: string, to: string) => solved.replace(part, part.replace(from, to));
  expect((await diagnosed(changed('broker-2', 'broker-3'))).evidence).toContain('served all the time');
  expect((await diagnosed(changed('true', 'false'))).evidence).toContain('INCONSISTENT_CLUSTER_ID');
  expect(await diagnosed(changed('right-folder', 'format-folder'))).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('cluster.mend format-folder'),
    next: expect.stringContaining('logs broker-2 --run r1 --since 1970-01-01'),
  });
});

it('a pipeline must start, and go on without one broker: to silence the contract is not enough', async () => {
  const killed = { fault: 'kill-broker', args: { broker: 'broker-2' }, proof: 'gone' };
  const ran = (verdict: RunResult['verdict'], told: object): LabRun => ({
    ...run(verdict),
    result: {
      verdict,
      refused: null,
      faults: [],
      phases: [],
      evidence: [],
      inconclusiveBecause: 'no trace',
      ...told,
    } as unknown as RunResult,
  });
  const phases = (during: number) => [
    { phase: 'inject', acked: 6_000 },
    { phase: 'observe', acked: 6_000 + during },
  ];
  const started = (now?: LabRun) =>
    checks['the-pipeline']!(labFacts({ now: async () => now, howToRun: (name) => `run ${name}` }));
  const refused = { refused: { code: 'topic-misconfigured', says: 'min.insync.replicas 3 of 3' } };
  expect((await started()).outcome).toBe('not-yet');
  expect(await started(ran('held', refused))).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('did not start: min.insync.replicas 3 of 3'),
  });
  expect((await started(ran('inconclusive', refused))).outcome).toBe('cannot-tell');
  expect(await started(ran('inconclusive', { faults: [killed], phases: phases(12) }))).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('while broker-2 was away 12 events'),
  });
  expect((await started(ran('inconclusive', { faults: [killed], phases: phases(4_000) }))).outcome).toBe(
    'cannot-tell',
  );
  expect((await started(ran('broken', { faults: [killed], phases: phases(4_000) }))).outcome).toBe('wrong');
  expect(await started(ran('held', { faults: [killed], phases: phases(4_000) }))).toMatchObject({
    outcome: 'passed',
    evidence: expect.stringContaining('4000 events'),
  });
});

it('is not yet without a run, and cannot be told from one that proves nothing', async () => {
  expect((await diagnosed(solved, run('inconclusive'))).outcome).toBe('cannot-tell');
  expect((await diagnosed(solved, null)).outcome).toBe('not-yet');
});
