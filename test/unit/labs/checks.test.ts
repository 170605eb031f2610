// The two generic checks, against hand-made histories: what passes, what is wrong, what is not yet, and what cannot be told. A fault that
// was not injected must never look like a fix.
import { expect, it } from 'vitest';
import type { RunResult } from '../../../chaos/result.ts';
import { queryNames } from '../../../labs/checks/query-names.ts';
import { verdictFlips } from '../../../labs/checks/verdict-flips.ts';
import type { LabFacts, LabRun, Row } from '../../../labs/facts.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';

const lost = { id: 'lost-write', title: '', means: '', count: 3, examples: [{ event_id: 'r-17' }] };
const doubled = { ...lost, id: 'duplicate', count: 2, examples: [{ event_id: 'r-5' }] };

type Told = Pick<RunResult, 'verdict'> & Partial<RunResult>;

const run = (runId: string, told: Told, scheduleHash = 'same'): LabRun => ({
  runId,
  at: 1,
  scenario: 's',
  variant: 'yours',
  seed: 7,
  settings: defaultSettings(),
  scheduleHash,
  result: { evidence: [], refused: null, inconclusiveBecause: null, ...told } as unknown as RunResult,
  error: null,
});

const broken = run('before', { verdict: 'broken', evidence: [lost] });
const held = run('after', { verdict: 'held' });
const unstruck = run('quiet', { verdict: 'inconclusive', inconclusiveBecause: 'no fault was injected' });

const facts = (
  before: LabRun | undefined,
  now: LabRun | undefined,
  rows: { truth?: Row[]; given?: Row[] } = {},
): LabFacts => ({
  text: () => 'SELECT …',
  settings: defaultSettings,
  before: async () => before,
  now: async () => now,
  sql: async () => rows.truth ?? [],
  ask: async () => rows.given ?? [],
  howToRun: (name, { start = false } = {}) => `run ${name}${start ? ' --start' : ''}`,
});

const flips = { run: 'x', brokenBy: ['lost-write'], lookAt: 'look here' };

it('passes when the same fault broke what was handed out and left the workspace’s pipeline whole', async () => {
  const { outcome, evidence } = await verdictFlips(facts(broken, held), flips);
  expect(outcome).toBe('passed');
  expect(evidence).toContain('lost-write 3');
});

it('is not yet when the fault was never seen to break anything, even if the workspace holds', async () => {
  const answer = await verdictFlips(facts(undefined, held), flips);
  expect(answer).toMatchObject({ outcome: 'not-yet', next: expect.stringContaining('run x --start') });
});

it('sends a learner to the run with the settings of an earlier step, where the step is about those', async () => {
  const answer = await verdictFlips(facts(undefined, undefined), { ...flips, firstWithYours: true });
  expect(answer).toMatchObject({ outcome: 'not-yet', next: 'predict, then run run x' });
});

it('is not yet when the changed pipeline has not met the fault', async () => {
  expect(await verdictFlips(facts(broken, undefined), flips)).toMatchObject({ outcome: 'not-yet' });
});

it('is wrong when the workspace’s pipeline breaks too, and names an offending event', async () => {
  const again = run('again', { verdict: 'broken', evidence: [doubled, lost] });
  const answer = await verdictFlips(facts(broken, again), flips);
  expect(answer).toMatchObject({ outcome: 'wrong', next: 'look here' });
  expect(answer.evidence).toContain('r-17');
});

it('says so when what broke before did not come again and something else did', async () => {
  const other = run('again', { verdict: 'broken', evidence: [doubled] });
  const answer = await verdictFlips(facts(broken, other), flips);
  expect(answer).toMatchObject({
    outcome: 'wrong',
    next: expect.stringMatching(/^lost-write did not come again.*look here$/),
  });
  expect(answer.evidence).toContain('r-5');
});

it('cannot tell when the fault was not injected, before or after', async () => {
  expect(await verdictFlips(facts(unstruck, held), flips)).toMatchObject({ outcome: 'cannot-tell' });
  const answer = await verdictFlips(facts(broken, unstruck), flips);
  expect(answer).toMatchObject({
    outcome: 'cannot-tell',
    evidence: expect.stringContaining('no fault was injected'),
  });
});

it('cannot tell when the broken run broke by something else, or the two met different faults', async () => {
  const other = run('before', { verdict: 'broken', evidence: [doubled] });
  expect(await verdictFlips(facts(other, held), flips)).toMatchObject({ outcome: 'cannot-tell' });
  const elsewhere = run('after', { verdict: 'held' }, 'another');
  expect(await verdictFlips(facts(broken, elsewhere), flips)).toMatchObject({ outcome: 'cannot-tell' });
});

it('a pipeline that refuses to start has not survived the fault', async () => {
  const refused = run('after', { verdict: 'held', refused: { code: 'topic-misconfigured', says: 'RF 1' } });
  expect(await verdictFlips(facts(broken, refused), flips)).toMatchObject({ outcome: 'wrong' });
});

const names = {
  run: 'x',
  file: 'q.sql',
  truth: 'SELECT 1',
  what: 'lost events',
  missedBecause: 'which is lost',
  strayBecause: 'which is there',
  lookAt: 'trace it',
};
const ids = (...all: string[]): Row[] => all.map((event_id) => ({ event_id }));

it('a query passes by what it names, in any order and with repeats', async () => {
  const answer = await queryNames(
    facts(broken, undefined, { truth: ids('a', 'b'), given: ids('b', 'a', 'a') }),
    names,
  );
  expect(answer.outcome).toBe('passed');
});

it('a query is wrong with one event it does not name, or one too many', async () => {
  const missing = await queryNames(
    facts(broken, undefined, { truth: ids('a', 'b'), given: ids('a') }),
    names,
  );
  expect(missing).toMatchObject({ outcome: 'wrong', evidence: expect.stringContaining('does not name b') });
  const stray = await queryNames(facts(broken, undefined, { truth: ids('a'), given: ids('a', 'c') }), names);
  expect(stray).toMatchObject({ outcome: 'wrong', evidence: expect.stringContaining('names c') });
  const column = await queryNames(facts(broken, undefined, { truth: ids('a'), given: [{ id: 'a' }] }), names);
  expect(column).toMatchObject({ outcome: 'wrong', evidence: expect.stringContaining('no column event_id') });
});

it('a query cannot be judged over a run that proves nothing or holds none of what is asked for', async () => {
  expect(await queryNames(facts(unstruck, undefined), names)).toMatchObject({ outcome: 'cannot-tell' });
  expect(await queryNames(facts(broken, undefined), names)).toMatchObject({ outcome: 'cannot-tell' });
  expect(await queryNames(facts(undefined, undefined), names)).toMatchObject({ outcome: 'not-yet' });
});
