// `gameday start`: draws a blind fault and has the running lab make the run. At a terminal the form follows; else it returns at once, and the other
// actions fill the form.
import { anySeed, beginGame, HOLD_SECONDS, MOST_SEED, standOf } from '../../labs/game-day/play-game.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandInput } from '../command.ts';
import { ask, type ControlFile, findControl } from '../control/client.ts';
import type { JobRequest } from '../control/jobs.ts';
import { numberOption } from '../options.ts';
import { fillForm } from './form.ts';

/** A game day is watched, and what watches is the lab. */
function requireLab(stateDir: string): ControlFile {
  const control = findControl(stateDir);
  if (control !== undefined) return control;
  throw new LakequakeError('not-running', 'a game day needs a running lab, to be watched and acted on', {
    hint: 'start it with `npm start` in another terminal',
  });
}

/** Begins a game in the running lab. Throws `already-running` while something else has it. */
export async function startGame(
  input: Pick<CommandInput, 'stateDir'>,
  { seed, holdSeconds }: { seed: number; holdSeconds: number },
): Promise<string> {
  const control = requireLab(input.stateDir);
  const before = standOf(input.stateDir);
  const { job } = await ask<{ job: { state: string } | null }>(control, 'GET', '/api/state');
  if (job?.state === 'running')
    throw new LakequakeError('already-running', 'a run is under way in this lab', {
      hint:
        before !== undefined && before.ended === null
          ? 'end your game day with `npx lakequake gameday give-up` first'
          : 'wait for it, or stop it with `npx lakequake chaos stop`',
    });
  const { game, scenario, variant } = beginGame(input.stateDir, seed, holdSeconds);
  const request: JobRequest = {
    kind: 'scenario',
    name: scenario,
    variant,
    seed,
    settings: null,
    blind: { game, holdSeconds },
  };
  await ask(control, 'POST', '/api/control/jobs', request);
  return game;
}

export async function start(input: CommandInput): Promise<number> {
  const control = requireLab(input.stateDir);
  const seed = numberOption(input, 'seed', { min: 0, max: MOST_SEED }) ?? anySeed();
  const { usual, least, most } = HOLD_SECONDS;
  const holdSeconds = numberOption(input, 'hold', { min: least, max: most }) ?? usual;
  const game = await startGame(input, { seed, holdSeconds });
  const lines = [
    `seed ${seed}: something will go wrong in the lab within a minute, or has already`,
    `it lasts until you end it, at the longest ${holdSeconds} s`,
    `watch      ${control.url}/`,
  ];
  if (process.stdin.isTTY && !input.json) {
    for (const line of lines) input.progress(line);
    return fillForm(input);
  }
  const next =
    'next       lakequake gameday detect, diagnose, mitigate, reveal; `gameday choices` lists the words';
  input.out(
    input.json
      ? JSON.stringify({ game, seed, holdSeconds, dashboard: `${control.url}/` })
      : [...lines, next].join('\n'),
  );
  return EXIT.ok;
}
