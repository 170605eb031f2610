// Asks a lab's checks. What a learner's file breaks (YAML, SQL) is an answer with its line, never the end of the lab; anything else that
// is thrown is our own fault and passes through.
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { type Answer, cannotTell, wrong } from './answer.ts';
import type { LabFacts } from './facts.ts';
import { type FoundLab, type LabStep, runOf } from './lab.ts';
import { overruledSettings } from './overruled.ts';
import { SETTINGS_FILE } from './workspace.ts';

/** One step's answer. */
export async function examineStep(lab: FoundLab, step: LabStep, facts: LabFacts): Promise<Answer> {
  try {
    return await withOverruled(lab, step, facts, await lab.checks[step.id]!(facts));
  } catch (error) {
    return answerTo(error, step);
  }
}

/** Where a change of pipeline.yaml did not help because the run does not take it, that is what to know next. */
async function withOverruled(lab: FoundLab, step: LabStep, facts: LabFacts, answer: Answer): Promise<Answer> {
  if (answer.outcome !== 'wrong' || step.file !== SETTINGS_FILE) return answer;
  const overruled = await overruledSettings(lab, runOf(lab, step.run), facts.settings());
  return overruled.length === 0 ? answer : { ...answer, next: [answer.next, ...overruled].join('; ') };
}

function answerTo(error: unknown, step: LabStep): Answer {
  if (!(error instanceof LakequakeError)) throw error;
  const next = error.hint ?? 'mend that line and check again';
  if (error.code === 'bad-settings') return wrong(error.message, next);
  if (error.code === 'bad-sql') return wrong(`${step.file}: ${error.message}`, next);
  if (error.code === 'not-found') return cannotTell(error.message, next);
  throw error;
}

export interface StepState {
  step: LabStep;
  /** Finished earlier or just now. */
  finished: boolean;
  /** Null: not asked, because an earlier step is open or it was finished before. */
  answer: Answer | null;
}

/** Asks the open steps in order and stops at the first that does not pass. `isFinished` are asked no more. */
export async function examineLab(
  lab: FoundLab,
  facts: LabFacts,
  isFinished: (step: string) => boolean,
): Promise<StepState[]> {
  const states: StepState[] = [];
  let open = false;
  for (const step of lab.steps) {
    if (open || isFinished(step.id)) {
      states.push({ step, finished: isFinished(step.id), answer: null });
      continue;
    }
    const answer = await examineStep(lab, step, facts);
    states.push({ step, finished: answer.outcome === 'passed', answer });
    open = answer.outcome !== 'passed';
  }
  return states;
}
