// What is under seal: a blind run's journal is found by nobody but its lab, a page is not told what the job is, and healing does not name the fault.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordFault } from '../../../../chaos/drivers/live-faults.ts';
import { isSealed, journalFile, sealedJournalFile, unseal } from '../../../../chaos/journal.ts';
import { createJobRunner } from '../../../../cli/control/jobs.ts';
import { trackJobs } from '../../../../cli/control/last-job.ts';
import { healFaults } from '../../../../cli/control/scenario-job.ts';
import { stateArchive } from '../../../../dashboard/server/archive/state-archive.ts';
import { parseDiagnosis } from '../../../../labs/checks/parse-diagnosis.ts';
import { writeDiary } from '../../../../labs/game-day/diary.ts';
import { beginGame, mitigate, reveal, sayDiagnosis } from '../../../../labs/game-day/play-game.ts';
import { labRunOf } from '../../../../labs/lab-runs.ts';
import { LakequakeError } from '../../../../pipeline/contract/errors.ts';

const RUN = 'rmwwo2yl6tt';
let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-seal-'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

function sealedRun(...more: object[]): void {
  const file = sealedJournalFile(stateDir, RUN);
  mkdirSync(dirname(file), { recursive: true });
  const begin = { at: 1, type: 'start', runId: RUN, scenario: 'slow-lake', variant: 'naive', seed: 7 };
  writeFileSync(file, [begin, ...more].map((entry) => `${JSON.stringify(entry)}\n`).join(''));
}

it('a sealed run has no name in the list of runs, and has one after the seal is opened', async () => {
  sealedRun();
  const archive = stateArchive(stateDir);
  const wanted = { limit: 10 } as Parameters<typeof archive.runs>[0];
  expect(JSON.stringify(await archive.runs(wanted))).not.toContain('slow-lake');
  expect(labRunOf(stateDir, RUN)).toBeUndefined();
  expect(labRunOf(stateDir, RUN, true)?.scenario).toBe('slow-lake');
  unseal(stateDir, RUN);
  unseal(stateDir, RUN);
  expect(isSealed(stateDir, RUN)).toBe(false);
  expect(JSON.stringify(await stateArchive(stateDir).runs(wanted))).toContain('slow-lake');
  expect(journalFile(stateDir, RUN)).toContain('journal.jsonl');
});

it('the job on the page has no name when it is blind', () => {
  const jobs = trackJobs(createJobRunner(() => new Promise(() => undefined)));
  jobs.start({
    kind: 'scenario',
    name: 'slow-lake',
    variant: 'naive',
    seed: 7,
    settings: null,
    blind: { game: 'g', holdSeconds: 60 },
  });
  expect(jobs.last()).toMatchObject({ kind: 'scenario', scenario: null, variant: null, seed: 7 });
});

it('healing does not name a fault under seal', async () => {
  sealedRun();
  const record = { key: 'k', runId: RUN, fault: 'slow-lake', args: {}, recordedAt: 1, notes: {} };
  recordFault(stateDir, record);
  expect(await healFaults(stateDir)).toBe('a blind fault: was over already');
  recordFault(stateDir, { ...record, runId: 'another' });
  expect(await healFaults(stateDir)).toContain('slow-lake');
});

it('there is no reveal before the end, nothing to act on after it, and nothing to say after the reveal', () => {
  const { game } = beginGame(stateDir, 7, 60);
  expect(() => mitigate(stateDir, 'free-disk', undefined)).toThrow('not begun');
  writeDiary(stateDir, { type: 'run', game, runId: RUN });
  sealedRun({ at: 2, type: 'fault', fault: 'slow-lake', state: 'injected', args: {} });
  expect(() => reveal(stateDir)).toThrow('under way');
  expect(mitigate(stateDir, 'free-disk', undefined)).toBe(false);
  expect(mitigate(stateDir, 'repair-storage', undefined)).toBe(true);
  writeDiary(stateDir, { type: 'ended', game, says: null });
  expect(() => mitigate(stateDir, 'free-disk', undefined)).toThrow('has ended');
  expect(reveal(stateDir)).toMatchObject({ scenario: 'slow-lake', answer: { cause: 'lake-slow' } });
  expect(() => sayDiagnosis(stateDir, { component: 'lake', cause: 'lake-slow' })).toThrow('revealed');
  expect(isSealed(stateDir, RUN)).toBe(false);
});

it('before the fault has struck no action reaches it', () => {
  const { game } = beginGame(stateDir, 7, 60);
  writeDiary(stateDir, { type: 'run', game, runId: RUN });
  sealedRun();
  expect(mitigate(stateDir, 'repair-storage', undefined)).toBe(false);
});

it('a diagnosis file is read, or its mistake is named with the words there are', () => {
  expect(parseDiagnosis('signal: freshness\ncomponent: lake\ncause: lake-slow\n', 'f')).toEqual({
    signal: 'freshness',
    component: 'lake',
    cause: 'lake-slow',
  });
  for (const [text, says] of [
    ['signal: a\ncomponent: lake\n', 'no cause'],
    ['signal: a\ncomponent: moon\ncause: lake-slow\n', "'moon'"],
    ['signal: [a\n', 'no YAML'],
    ['', 'no signal'],
  ] as const) {
    const found = parseDiagnosis(text, 'f');
    expect(found).toBeInstanceOf(LakequakeError);
    expect((found as LakequakeError).message).toContain(says);
  }
});
