// Sent to a step: earlier steps are solved and count as given, the wanted one is not solved, and nobody loses what was written.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { currentStep, type Seat, standOf, startLab } from '../../../../labs/play-lab.ts';
import { readProgress, writeProgress } from '../../../../labs/progress.ts';
import { findLab, listLabs } from '../../../../labs/registry.ts';
import { goToStep, solvedFiles } from '../../../../labs/workshop/go-to-step.ts';
import { workspaceOf } from '../../../../labs/workspace.ts';

let seat: Seat;
const file = (name: string) => join(workspaceOf(seat.stateDir, seat.lab).folder, name);
const textOf = (name: string) => readFileSync(file(name), 'utf8');
const inLab = (kind: string, name: string) => readFileSync(join(seat.lab.folder, kind, name), 'utf8');

beforeEach(async () => {
  seat = { stateDir: mkdtempSync(join(tmpdir(), 'lakequake-go-')), lab: await findLab('4') };
});
afterEach(() => rmSync(seat.stateDir, { recursive: true, force: true }));

it('starts the lab, solves the files of earlier steps and leaves the wanted step to the learner', () => {
  const says = goToStep(seat, 'one-call-one-partition');
  expect(textOf('missing.sql')).toBe(inLab('solution', 'missing.sql'));
  expect(textOf('pipeline.yaml')).toBe(inLab('start', 'pipeline.yaml'));
  expect(currentStep(seat)?.id).toBe('one-call-one-partition');
  expect(says).toBe('at lab 4, step 3; solved for you: missing.sql');
});

it('marks the steps before as given, those that were finished as finished', () => {
  startLab(seat);
  writeProgress(seat.stateDir, { type: 'passed', lab: seat.lab.id, step: 'find-the-missing', evidence: 'x' });
  goToStep(seat, 'one-call-one-partition');
  const given = readProgress(seat.stateDir).flatMap((one) =>
    one.type === 'passed' ? [[one.step, one.given ?? false]] : [],
  );
  expect(given).toEqual([
    ['find-the-missing', false],
    ['ask-two-disks', true],
  ]);
});

it('keeps what the learner had written beside', () => {
  startLab(seat);
  writeFileSync(file('missing.sql'), 'SELECT my_own_try');
  goToStep(seat, 'ask-two-disks');
  expect(textOf('missing.sql.yours')).toBe('SELECT my_own_try');
  goToStep(seat, 'ask-two-disks');
  expect(textOf('missing.sql.yours')).toBe('SELECT my_own_try');
});

it('to the first step is a start and nothing more', () => {
  goToStep(seat, 'find-the-missing');
  expect(standOf(seat).finished.size).toBe(0);
  expect(existsSync(file('missing.sql.yours'))).toBe(false);
});

it('refuses a step that is not there', () => {
  expect(() => goToStep(seat, 'none')).toThrow("no step 'none'");
});

it('never solves the wanted step of any lab', async () => {
  for (const lab of await listLabs())
    for (const step of lab.steps) expect(solvedFiles(lab, step)).not.toContain(step.file);
});
