// The port through which the server lets a learner play labs. One implementation plays on a state folder, through the same functions as the
// command line; a recording refuses.
import type { z } from 'zod';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type {
  labListSchema,
  labRunAnswerSchema,
  labRunsSchema,
  labSchema,
  labStandSchema,
  queryAnswerSchema,
  saveAnswerSchema,
  workspaceFileSchema,
} from '../../contract/labs.ts';

type Of<T extends z.ZodType> = Promise<z.output<T>>;

export interface LabDesk {
  list(): Of<typeof labListSchema>;
  lab(id: string): Of<typeof labSchema>;
  stand(id: string): Of<typeof labStandSchema>;
  runs(id: string): Of<typeof labRunsSchema>;
  file(id: string, file: string): Of<typeof workspaceFileSchema>;
  start(id: string): Of<typeof labStandSchema>;
  /** Files as handed out; predictions, hints and earlier runs are forgotten. */
  reset(id: string): Of<typeof labStandSchema>;
  /** The solution over the learner's files. */
  solve(id: string): Of<typeof labStandSchema>;
  predict(id: string, step: string, choice: string): Of<typeof labStandSchema>;
  /** Unlocks the current step's next hint. */
  hint(id: string): Of<typeof labStandSchema>;
  /** Begins the run and gives its job; throws `bad-argument` before its prediction was made, `bad-settings` with line and fix. */
  run(id: string, run: string, start: boolean): Of<typeof labRunAnswerSchema>;
  check(id: string): Of<typeof labStandSchema>;
  /** The learner's query over the run it is judged on. */
  query(id: string, file: string): Of<typeof queryAnswerSchema>;
  save(id: string, file: string, text: string, base: string): Of<typeof saveAnswerSchema>;
  close(): void;
}

/** Plays nothing, and says why. */
export function noLabs(what: string, hint: string): LabDesk {
  const refuse = async (): Promise<never> => {
    throw new LakequakeError('not-running', what, { hint });
  };
  return {
    list: refuse,
    lab: refuse,
    stand: refuse,
    runs: refuse,
    file: refuse,
    start: refuse,
    reset: refuse,
    solve: refuse,
    predict: refuse,
    hint: refuse,
    run: refuse,
    check: refuse,
    query: refuse,
    save: refuse,
    close: () => undefined,
  };
}
