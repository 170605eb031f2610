// `lab check`: the open steps of one lab, once or again on every save; or the author checks of all labs.
import { watch } from 'node:fs/promises';
import type { StepState } from '../../labs/examine.ts';
import { checkLab, currentStep, type Seat } from '../../labs/play-lab.ts';
import { workspaceOf } from '../../labs/workspace.ts';
import { EXIT } from '../../pipeline/contract/errors.ts';
import type { CommandInput } from '../command.ts';
import { onEndSignals } from '../control/end-signals.ts';
import { checkLines, stepLines } from './show.ts';

/** 0 when all steps pass, 5 when the step asked cannot tell, else 1. */
export function exitCodeOfStates(states: readonly StepState[]): number {
  if (states.every(({ finished }) => finished)) return EXIT.ok;
  const unclear = states.some(({ answer }) => answer?.outcome === 'cannot-tell');
  return unclear ? EXIT.inconclusive : EXIT.unexpected;
}

async function once(input: CommandInput, seat: Seat): Promise<number> {
  const states = await checkLab(seat);
  const value = {
    lab: seat.lab.id,
    passed: states.every(({ finished }) => finished),
    steps: states.map(({ step, finished, answer }) => ({ id: step.id, finished, ...answer })),
  };
  const step = currentStep(seat);
  const asked = states.find(({ answer }) => answer !== null && answer.outcome !== 'passed');
  const next = step === undefined ? ['every step is finished'] : stepLines(seat.lab, step);
  const text = [...checkLines(states), ...(asked === undefined || step !== undefined ? ['', ...next] : [])];
  input.out(input.json ? JSON.stringify(value) : text.join('\n'));
  return exitCodeOfStates(states);
}

/** Checks again on every save until Ctrl-C; gives the last exit code. */
async function again(input: CommandInput, seat: Seat): Promise<number> {
  let code = await once(input, seat);
  const abort = new AbortController();
  const release = onEndSignals(() => abort.abort());
  const { folder } = workspaceOf(input.stateDir, seat.lab);
  input.progress(`watching ${folder}; Ctrl-C ends`);
  try {
    for await (const { filename } of watch(folder, { signal: abort.signal })) {
      if (filename?.startsWith('.')) continue;
      input.progress(`saved: ${filename ?? 'a file'}`);
      code = await once(input, seat);
    }
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  } finally {
    release();
  }
  return code;
}

export function check(input: CommandInput, seat: Seat): Promise<number> {
  return input.flags.watch === true ? again(input, seat) : once(input, seat);
}
