// A prediction and what became of it. Pure: it is asked before the fault runs and compared with a finished run.
import type { RunResult } from '../chaos/result.ts';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { Prediction } from './lab.ts';

/** The choice's id. Throws `bad-argument` with the choices there are. */
export function choiceOf({ choices }: Prediction, given: string): string {
  const word = given.trim().toLowerCase();
  const found = choices.find(({ id }) => id === word);
  if (found !== undefined) return found.id;
  throw new LakequakeError('bad-argument', `'${given}' is none of the answers`, {
    hint: `choose one of: ${choices.map(({ id, says }) => `${id} (${says})`).join(', ')}`,
  });
}

/** What was predicted against what the run shows, in two or three lines. */
export function comparePrediction(
  prediction: Prediction,
  choice: string | undefined,
  result: RunResult,
): string[] {
  const shown = prediction.shownBy(result);
  const says = (id: string | null | undefined) => prediction.choices.find((one) => one.id === id)?.says;
  if (shown === null) return ['this run does not tell whether your prediction was right'];
  return [
    `you said   ${says(choice) ?? 'nothing'}`,
    `it was     ${says(shown)!}${choice === shown ? ', as you said' : ''}`,
    `because    ${prediction.because}`,
  ];
}

/** The question with its answers, one line each. */
export function askedAs({ question, choices }: Prediction): string[] {
  return [question, ...choices.map(({ id, says }) => `  ${id}  ${says}`)];
}
