// A learner's way through a lab without a cluster: files, predictions, hints, progress that survives, resets, broken files. The runs are
// journals written by hand, in the form a run writes them.
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunResult } from '../../../chaos/result.ts';
import { diffText } from '../../../labs/diff-text.ts';
import { examineStep } from '../../../labs/examine.ts';
import { startSettings } from '../../../labs/gather-facts.ts';
import { runOf } from '../../../labs/lab.ts';
import { effectiveSettings, yourVariant } from '../../../labs/lab-runs.ts';
import {
  askRun,
  checkLab,
  currentStep,
  factsOf,
  nextHint,
  openPrediction,
  predict,
  resetLab,
  runLab,
  type Seat,
  solveLab,
  standOf,
  startLab,
} from '../../../labs/play-lab.ts';
import { readProgress, writeProgress } from '../../../labs/progress.ts';
import { findLab } from '../../../labs/registry.ts';
import { progressLine } from '../../../labs/workshop/seat-files.ts';
import { workspaceOf } from '../../../labs/workspace.ts';
import { parseSettings } from '../../../pipeline/runtime/settings-file.ts';

let seat: Seat;
beforeEach(async () => {
  seat = { stateDir: mkdtempSync(join(tmpdir(), 'lakequake-labs-')), lab: await findLab('4') };
});
afterEach(() => rmSync(seat.stateDir, { recursive: true, force: true }));

const file = (name: string) => join(workspaceOf(seat.stateDir, seat.lab).folder, name);
const said = async () => (await checkLab(seat)).find(({ answer }) => answer !== null)!.answer!;

/** A finished run of the lab as a journal tells it, without lake and ledger; made with what is handed out unless told. */
async function journal(
  runId: string,
  result: Partial<RunResult>,
  { at = Date.now(), run = 'acks', settings = startSettings(seat.lab) } = {},
): Promise<void> {
  const spec = runOf(seat.lab, run);
  const start = {
    at,
    type: 'start',
    runId,
    scenario: spec.scenario,
    variant: await yourVariant(spec),
    seed: spec.seed,
    settings: await effectiveSettings(spec, settings),
    scheduleHash: 'h',
  };
  const nothing = { evidence: [], refused: null, inconclusiveBecause: null, faults: [] };
  const end = { at, type: 'end', result: { ...nothing, ...result } };
  const folder = join(seat.stateDir, 'runs', runId);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'journal.jsonl'), `${JSON.stringify(start)}\n${JSON.stringify(end)}\n`);
}

it('hands out the files once and leaves a learner’s edits alone', () => {
  expect(startLab(seat)).toBe(true);
  writeFileSync(file('missing.sql'), 'SELECT 1');
  expect(startLab(seat)).toBe(false);
  expect(readFileSync(file('missing.sql'), 'utf8')).toBe('SELECT 1');
});

it('keeps what a check said until it passes or the lab is reset, and tells no board of it', async () => {
  startLab(seat);
  const { outcome, evidence } = await said();
  const kept = () => standOf(seat).answers.get('find-the-missing')?.answer;
  expect(kept()).toMatchObject({ outcome, evidence });
  expect(readProgress(seat.stateDir).flatMap(progressLine)).toEqual([
    { at: expect.any(Number), type: 'started', lab: seat.lab.id },
  ]);
  writeProgress(seat.stateDir, { type: 'passed', lab: seat.lab.id, step: 'find-the-missing', evidence: 'e' });
  expect(kept()).toBeUndefined();
  await checkLab(seat);
  resetLab(seat);
  expect(standOf(seat).answers.size).toBe(0);
});

it('keeps which run a prediction met, and what it showed', async () => {
  startLab(seat);
  predict(seat, openPrediction(seat, 'acks')!, 'a');
  const result = {
    runId: 'r1',
    verdict: 'broken',
    damageUnseen: true,
    evidence: [{ id: 'lost-write', count: 900 }],
  };
  await runLab(seat, runOf(seat.lab, 'acks'), {
    start: true,
    run: async () => result as unknown as RunResult,
  });
  expect(standOf(seat).compared.get('find-the-missing')).toMatchObject({ run: 'r1', shown: 'c' });
});

it('refuses to check what was not started', async () => {
  await expect(checkLab(seat)).rejects.toMatchObject({ code: 'not-found' });
});

it('a query that is broken is told with its file, its line and what to do', async () => {
  startLab(seat);
  await journal('r1', { verdict: 'broken' });
  mkdirSync(join(seat.stateDir, 'ledger'));
  writeFileSync(join(seat.stateDir, 'ledger', 'r1.jsonl'), '');
  writeFileSync(file('missing.sql'), "SELECT event_id\nFROM ledger WHERE outcome = 'acked");
  await expect(askRun(seat, undefined)).rejects.toMatchObject({
    code: 'bad-sql',
    message: expect.stringMatching(/^missing\.sql: line 2, /),
    hint: expect.stringContaining('quote'),
  });
});

it('says not yet before there is any run', async () => {
  startLab(seat);
  expect((await said()).outcome).toBe('not-yet');
});

it('gives the three hints in turn, then the last again', () => {
  startLab(seat);
  expect([1, 2, 3, 4].map(() => nextHint(seat)!.number)).toEqual([1, 2, 3, 3]);
});

it('asks each prediction once, and refuses an answer that is none', () => {
  startLab(seat);
  const step = openPrediction(seat, 'acks')!;
  expect(() => predict(seat, step, 'maybe')).toThrow(/none of the answers/);
  predict(seat, step, 'A');
  expect(standOf(seat).predictions.get(step.id)).toBe('a');
  expect(openPrediction(seat, 'acks')).toBeUndefined();
});

it('compares a prediction with the first run after it, and with no later one', async () => {
  startLab(seat);
  predict(seat, openPrediction(seat, 'acks')!, 'a');
  const result = { verdict: 'broken', damageUnseen: true, evidence: [{ id: 'lost-write', count: 900 }] };
  const run = async () => result as unknown as RunResult;
  const spec = runOf(seat.lab, 'acks');
  const first = await runLab(seat, spec, { start: true, run });
  expect(first.compared.join('\n')).toMatch(/you said {3}nothing is lost[\s\S]*it was {5}hundreds are lost/);
  expect((await runLab(seat, spec, { start: true, run })).compared).toEqual([]);
});

it('compares no prediction with a run that held: what was predicted had been mended before it was seen', async () => {
  startLab(seat);
  predict(seat, openPrediction(seat, 'acks')!, 'a');
  const spec = runOf(seat.lab, 'acks');
  const runs = [
    { verdict: 'held', damageUnseen: false, evidence: [] },
    { verdict: 'broken', damageUnseen: true, evidence: [{ id: 'lost-write', count: 900 }] },
  ];
  const run = async () => runs.shift() as unknown as RunResult;
  expect((await runLab(seat, spec, { start: false, run })).compared).toEqual([]);
  expect((await runLab(seat, spec, { start: true, run })).compared.join('\n')).toMatch(/hundreds are lost/);
});

it('a disarmed run proves nothing, whatever stands in the files', async () => {
  startLab(seat);
  solveLab(seat);
  await journal(
    'rdisarmed',
    { verdict: 'inconclusive', inconclusiveBecause: 'no fault was injected' },
    { at: Date.now() + 1 },
  );
  expect(await said()).toMatchObject({
    outcome: 'cannot-tell',
    evidence: expect.stringContaining('no fault was injected'),
  });
});

it('runs from before the last reset do not count', async () => {
  startLab(seat);
  await journal('rold', { verdict: 'inconclusive' }, { at: Date.now() + 1 });
  expect((await said()).outcome).toBe('cannot-tell');
  await journal('rold', { verdict: 'inconclusive' }, { at: Date.now() - 60_000 });
  resetLab(seat);
  expect((await said()).outcome).toBe('not-yet');
});

it('a run by another seed or with other settings is not the lab’s', async () => {
  startLab(seat);
  await journal('rother', { verdict: 'inconclusive' }, { at: Date.now() + 1 });
  const path = join(seat.stateDir, 'runs', 'rother', 'journal.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"seed":7', '"seed":8'));
  expect((await said()).outcome).toBe('not-yet');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('"seed":8', '"seed":7').replace('"acks":"leader"', '"acks":"none"'),
  );
  expect((await said()).outcome).toBe('not-yet');
});

it('a change that a run does not take is told, when the run is made and when it is judged', async () => {
  startLab(seat);
  writeProgress(seat.stateDir, { type: 'passed', lab: seat.lab.id, step: 'find-the-missing', evidence: 'e' });
  const lost = { id: 'lost-write', title: '', means: '', count: 900, examples: [] };
  await journal('r1', { verdict: 'broken', evidence: [lost] }, { at: Date.now() + 1 });
  expect((await said()).next).not.toContain('this run sets');
  writeFileSync(
    file('pipeline.yaml'),
    'producer: { acks: leader, sendGrouping: many-partitions }\ntopic: { partitions: 12 }\nlake: { fsync: false }\n',
  );
  const sentence = 'this run sets topic.partitions to 1 itself, so your 12 changes nothing in it';
  expect((await said()).next).toContain(sentence);
  const run = async () => ({ verdict: 'held', evidence: [] }) as unknown as RunResult;
  const { overruled } = await runLab(seat, runOf(seat.lab, 'acks'), { start: false, run });
  expect(overruled).toEqual([sentence]);
  expect((await runLab(seat, runOf(seat.lab, 'acks'), { start: true, run })).overruled).toEqual([]);
});

it('broken YAML is an answer with its line, not the end of the lab', async () => {
  startLab(seat);
  appendFileSync(
    join(seat.stateDir, 'workspaces', 'progress.jsonl'),
    `${JSON.stringify({ at: 1, type: 'passed', lab: seat.lab.id, step: 'find-the-missing', evidence: 'e' })}\n`,
  );
  writeFileSync(file('pipeline.yaml'), 'producer:\n  acsk: all\n');
  expect(await said()).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringMatching(/line 2.*acsk/),
    next: expect.stringContaining('acks'),
  });
  writeFileSync(file('pipeline.yaml'), 'producer: [\n');
  expect(await said()).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('not valid YAML'),
  });
});

it('a fault that first struck a half-mended pipeline is seen to break it, and the next change to mend it', async () => {
  startLab(seat);
  const half = parseSettings('producer: { acks: all, sendGrouping: many-partitions }', 'half');
  const lost = { id: 'lost-write', title: '', means: '', count: 16, examples: [] };
  const at = Date.now() + 1;
  await journal('r1', { verdict: 'broken', evidence: [lost] }, { run: 'broker', settings: half, at });
  solveLab(seat);
  const check = () => examineStep(seat.lab, seat.lab.steps[2]!, factsOf(seat));
  expect((await check()).outcome).toBe('not-yet');
  await journal('r2', { verdict: 'held' }, { run: 'broker', settings: factsOf(seat).settings(), at });
  expect(await check()).toMatchObject({
    outcome: 'passed',
    evidence: expect.stringContaining('run r1 broke'),
  });
});

it('finished steps stay finished over a torn last line', async () => {
  startLab(seat);
  const progress = join(seat.stateDir, 'workspaces', 'progress.jsonl');
  appendFileSync(
    progress,
    `${JSON.stringify({ at: 1, type: 'passed', lab: seat.lab.id, step: 'find-the-missing', evidence: 'e' })}\n`,
  );
  appendFileSync(progress, '{"at":2,"type":"pas');
  predict(seat, openPrediction(seat, 'acks')!, 'b');
  expect(standOf(seat).predictions.size).toBe(1);
  expect(currentStep(seat)?.id).toBe('ask-two-disks');
  expect((await checkLab(seat))[0]).toMatchObject({ finished: true, answer: null });
});

it('a finished lab that is reset begins anew: a check passes nothing that it has not looked at', async () => {
  startLab(seat);
  for (const { id } of seat.lab.steps)
    writeProgress(seat.stateDir, { type: 'passed', lab: seat.lab.id, step: id, evidence: 'e' });
  expect(currentStep(seat)).toBeUndefined();
  resetLab(seat);
  expect(currentStep(seat)).toBe(seat.lab.steps[0]);
  const states = await checkLab(seat);
  expect(states.map(({ finished }) => finished)).toEqual(seat.lab.steps.map(() => false));
  expect(states[0]?.answer?.outcome).toBe('not-yet');
});

it('shows what was changed, line by line', () => {
  expect(diffText('a\nb\nc', 'a\nx\nc')).toEqual(['  a', '- b', '+ x', '  c']);
  expect(diffText('same', 'same')).toEqual([]);
});
