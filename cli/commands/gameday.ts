// `gameday`: a blind, seeded fault in the running lab. Detect, diagnose, mitigate; then the reveal, with timeline and score.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandInput, CommandModule } from '../command.ts';
import { choices, detect, diagnose, mitigate, status } from '../gameday/answer.ts';
import { giveUp, showReveal } from '../gameday/reveal.ts';
import { start } from '../gameday/start.ts';

const ACTIONS: Record<string, (input: CommandInput, word: string | undefined) => Promise<number>> = {
  start,
  detect,
  diagnose,
  mitigate,
  reveal: showReveal,
  status,
  choices,
  'give-up': giveUp,
};

export const command: CommandModule = {
  name: 'gameday',
  summary: 'a blind, seeded fault in the running lab: detect, diagnose, mitigate, then the reveal',
  usage:
    'lakequake gameday start | detect | diagnose | mitigate ACTION | reveal | status | choices | give-up',
  options: {
    seed: { type: 'string', value: 'N', help: 'start: which fault, 0 to 999999 (without it one is drawn)' },
    hold: { type: 'string', value: 'SECONDS', help: 'start: longest time the fault lasts (default 180)' },
    signal: { type: 'string', value: 'NAME', help: 'detect: the signal that says it, or none (default)' },
    component: { type: 'string', value: 'WORD', help: 'diagnose: where it is' },
    cause: { type: 'string', value: 'WORD', help: 'diagnose: what it is' },
    words: { type: 'string', value: 'TEXT', help: 'in your own words, for the debrief; not scored' },
    answers: {
      type: 'string',
      value: 'FILE',
      help: 'detect, diagnose: YAML with signal, component, cause, words',
    },
  },
  details: [
    'The fault is drawn by the seed alone: the same seed, the same fault. Nothing names it before the reveal: no list of runs, page, status or report.',
    'At a terminal `start` asks everything; the other actions fill the same form, from other terminals or scripts.',
    'Scored by evidence, a point each: detected (a signal that had fired, after the fault struck), named (component and cause), mitigated (an action that',
    'reached the cause, and all was well again). Your words are kept for the debrief.',
  ].join('\n'),
  async run(input) {
    const [action, word, ...rest] = input.positionals;
    const act = action === undefined ? undefined : ACTIONS[action];
    if (act === undefined || rest.length > 0 || (word !== undefined && action !== 'mitigate'))
      throw new LakequakeError('bad-argument', `gameday cannot '${input.positionals.join(' ')}'`, {
        hint: `give one of: ${Object.keys(ACTIONS).join(', ')}`,
      });
    return act(input, word);
  },
};
