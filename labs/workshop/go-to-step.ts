// Sends a seat to a step: the lab is started, the steps before are solved with the lab's own solution, and they count as finished, marked as given.
// Only files that no step from there on edits are solved: a shared file keeps the learner's text, or the step would be solved with it.
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { FoundLab, LabStep } from '../lab.ts';
import { type Seat, standOf, startLab } from '../play-lab.ts';
import { writeProgress } from '../progress.ts';
import { filesOf, workspaceOf } from '../workspace.ts';

/** Files to be solved when somebody is sent to that step. Pure. */
export function solvedFiles({ steps }: Pick<FoundLab, 'steps'>, target: LabStep): string[] {
  const index = steps.indexOf(target);
  const open = new Set(steps.slice(index).map(({ file }) => file));
  return [...new Set(steps.slice(0, index).map(({ file }) => file))].filter((file) => !open.has(file));
}

/** What the learner had is kept beside, as `<file>.yours`. Gives what was done, in a sentence. */
export function goToStep(seat: Seat, stepId: string): string {
  const { lab, stateDir } = seat;
  const target = lab.steps.find(({ id }) => id === stepId);
  if (target === undefined)
    throw new LakequakeError('not-found', `lab ${lab.number} has no step '${stepId}'`, {
      hint: 'use the same Lakequake on the board and on the seats',
    });
  startLab(seat);
  const { folder } = workspaceOf(stateDir, lab);
  const solved = solvedFiles(lab, target).filter((file) => filesOf(lab, 'solution').includes(file));
  for (const file of solved) putSolution(lab, folder, file);
  const { finished } = standOf(seat);
  const given = lab.steps.slice(0, lab.steps.indexOf(target)).filter(({ id }) => !finished.has(id));
  for (const { id: step } of given)
    writeProgress(stateDir, {
      type: 'passed',
      lab: lab.id,
      step,
      evidence: 'solved for you: the facilitator sent you on',
      given: true,
    });
  const number = lab.steps.indexOf(target) + 1;
  const files = solved.length === 0 ? '' : `; solved for you: ${solved.join(', ')}`;
  return `at lab ${lab.number}, step ${number}${files}`;
}

function putSolution(lab: FoundLab, folder: string, file: string): void {
  const [own, start, solution] = [
    join(folder, file),
    join(lab.folder, 'start', file),
    join(lab.folder, 'solution', file),
  ];
  const text = existsSync(own) ? readFileSync(own, 'utf8') : null;
  const untouched = text === null || [start, solution].some((other) => readFileSync(other, 'utf8') === text);
  if (!untouched) copyFileSync(own, `${own}.yours`);
  copyFileSync(solution, own);
}
