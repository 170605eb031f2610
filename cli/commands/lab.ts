// `lab`: guided labs. Predict, break, look, mend, and replay the same seed until the verdict flips.

import type { Seat } from '../../labs/play-lab.ts';
import { findLab } from '../../labs/registry.ts';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandInput, CommandModule } from '../command.ts';
import { diff, hint, keepPrediction, list, query, reset, solve, start } from '../lab/actions.ts';
import { check } from '../lab/check.ts';
import { RUNTIME_OPTION } from '../runtime-option.ts';

type Action = (input: CommandInput, seat: Seat, word: string | undefined) => Promise<number>;

// What makes runs is loaded when one is made: a check need not wait for clients of Kafka and Docker.
const run: Action = async (...given) => (await import('../lab/run.ts')).run(...given);
const prove = async (input: CommandInput) => (await import('../lab/prove.ts')).prove(input);

const asksForProof = ({ flags }: CommandInput): boolean =>
  ['all-starts', 'all-solutions', 'all-disarmed'].some((flag) => flags[flag] === true);

const ACTIONS: Record<string, Action> = {
  start,
  predict: keepPrediction,
  run,
  query,
  check,
  hint,
  diff,
  reset,
  solve,
};

export const command: CommandModule = {
  name: 'lab',
  summary: 'guided labs: predict, break, mend, and replay the same seed until the verdict flips',
  usage:
    'lakequake lab list | start N | predict N CHOICE | run N [RUN] | query N [FILE] | check N | hint N | diff N | reset N | solve N',
  options: {
    answer: { type: 'string', value: 'CHOICE', help: 'run: your prediction, when it is asked' },
    step: { type: 'string', value: 'ID', help: 'predict: of which step (default: the first that asks)' },
    runtime: RUNTIME_OPTION,
    start: { type: 'boolean', help: 'run: with the pipeline.yaml the lab hands out, not with yours' },
    watch: { type: 'boolean', help: 'check: again on every save' },
    'all-starts': { type: 'boolean', help: 'check: every lab as handed out must fail every check' },
    'all-solutions': { type: 'boolean', help: 'check: the solution of every lab must pass every check' },
    'all-disarmed': { type: 'boolean', help: 'check: without the fault no check may say anything' },
    lab: { type: 'string', value: 'A,B', help: 'check --all-…: only these labs' },
    reuse: { type: 'boolean', help: 'check --all-…: take runs of this state folder that fit' },
  },
  details: [
    'N is a number, 4, or a name, acked-is-not-stored. Your files are in the state folder, workspaces/; any editor will do.',
    'A run takes about a minute, inside the running lab (`npm start`) or on a cluster of its own; it counts as well when made with',
    '`chaos run SCENARIO --seed N --settings FILE`.',
    'Exit code of check: 0 all steps pass, 1 one does not (not yet, or wrong), 5 it cannot tell.',
  ].join('\n'),
  async run(input) {
    const [action, name, word, ...rest] = input.positionals;
    if (action === undefined || action === 'list') return list(input);
    if (action === 'check' && asksForProof(input)) return prove(input);
    const act = ACTIONS[action];
    if (act === undefined)
      throw new LakequakeError('bad-argument', `lab cannot '${action}'`, {
        hint: `give one of: list, ${Object.keys(ACTIONS).join(', ')}`,
      });
    if (name === undefined || rest.length > 0)
      throw new LakequakeError('bad-argument', `lab ${action} takes one lab`, {
        hint: `see \`npx lakequake lab list\`, then give for example \`lab ${action} 4\``,
      });
    return act(input, { stateDir: input.stateDir, lab: await findLab(name) }, word);
  },
};
