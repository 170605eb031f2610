// The labs of a workshop as the board needs them, from the registry: titles, steps, what is predicted. No hint and no solution leaves the host.
import { findLab, listLabs } from '../registry.ts';
import type { BoardLab } from './board-contract.ts';

/** Those named, else all of the course. Throws `not-found`. */
export async function boardLabs(names: readonly string[]): Promise<BoardLab[]> {
  const labs = names.length === 0 ? await listLabs() : await Promise.all(names.map(findLab));
  return labs.map(({ id, number, title, minutes, steps }) => ({
    id,
    number,
    title,
    minutes,
    steps: steps.map((step) => ({
      id: step.id,
      title: step.title,
      prediction:
        step.prediction === undefined
          ? null
          : {
              question: step.prediction.question,
              choices: step.prediction.choices.map((one) => ({ ...one })),
            },
    })),
  }));
}
