// Labs as text for a terminal: lists, steps, answers. Prints nothing itself.
import type { Answer, Outcome } from '../../labs/answer.ts';
import type { StepState } from '../../labs/examine.ts';
import type { FoundLab, LabRunSpec, LabStep } from '../../labs/lab.ts';
import { askedAs } from '../../labs/prediction.ts';
import type { LabProgress } from '../../labs/progress.ts';

const WORDS: Record<Outcome, string> = {
  passed: 'passed',
  'not-yet': 'not yet',
  wrong: 'wrong',
  'cannot-tell': 'cannot tell',
};

const two = (number: number) => String(number).padStart(2, ' ');

/** One line a lab, with how far one is. */
export function listLine(lab: FoundLab, { since, finished }: LabProgress): string {
  const done = lab.steps.filter(({ id }) => finished.has(id)).length;
  const stand = since === null ? '' : `${done} of ${lab.steps.length} steps`;
  return `${two(lab.number)}  ${lab.id.slice(3).padEnd(22)} ${two(lab.minutes)} min  ${stand.padEnd(14)} ${lab.idea}`;
}

/** What to do in a step. */
export function stepLines(lab: FoundLab, step: LabStep): string[] {
  const number = lab.steps.indexOf(step) + 1;
  return [`step ${number} of ${lab.steps.length}: ${step.title}`, `  edit ${step.file}`, `  ${step.does}`];
}

function answerLines({ outcome, evidence, next }: Answer): string[] {
  return [`  ${WORDS[outcome]}: ${evidence}`, ...(next === '' ? [] : [`  next: ${next}`])];
}

/** All steps with their marks, the answer under the one that was asked. */
export function checkLines(states: readonly StepState[]): string[] {
  return states.flatMap(({ step, finished, answer }, index) => {
    const mark = finished ? '✓' : answer === null ? '·' : answer.outcome === 'wrong' ? '✗' : '?';
    return [`${mark} ${index + 1}. ${step.title}`, ...(answer === null ? [] : answerLines(answer))];
  });
}

/** What `lab start` shows. */
export function introLines(lab: FoundLab, workspace: string, step: LabStep | undefined): string[] {
  const runs = lab.runs.map(({ id, says }: LabRunSpec) => `  ${id.padEnd(10)} ${says}`);
  const prediction = step?.prediction === undefined ? [] : ['', 'predict first', ...askedAs(step.prediction)];
  return [
    `lab ${lab.number}: ${lab.title} (${lab.minutes} minutes)`,
    lab.idea,
    '',
    `text       ${lab.folder}/README.md`,
    `workspace  ${workspace}`,
    'runs',
    ...runs,
    '',
    ...(step === undefined ? ['every step is finished'] : stepLines(lab, step)),
    ...prediction,
  ];
}
