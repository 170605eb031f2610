// The form of a game day at a terminal: saw it, by which signal, where, why, what was done; then the reveal. An answer that is none is asked again.
import { createInterface, type Interface } from 'node:readline/promises';
import {
  chosen,
  mitigate,
  sayDetected,
  sayDiagnosis,
  signalNamed,
  standOf,
} from '../../labs/game-day/play-game.ts';
import { ACTIONS, CAUSES, type Choice, COMPONENTS } from '../../labs/game-day/pool.ts';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { until } from '../../pipeline/contract/until.ts';
import type { CommandInput } from '../command.ts';
import { showReveal } from './reveal.ts';

/** Longest from the last mitigation to the end of the run: healing, recovery, settling, verification. */
const END_WITHIN_MS = 900_000;

async function askUntil<T>(
  terminal: Interface,
  question: string,
  take: (answer: string) => T | Promise<T>,
  say: (text: string) => void,
): Promise<T> {
  for (;;) {
    const answer = await terminal.question(question);
    try {
      return await take(answer);
    } catch (error) {
      if (!(error instanceof LakequakeError) || error.code !== 'bad-argument') throw error;
      say(`${error.message}; ${error.hint ?? ''}`);
    }
  }
}

const listed = (choices: readonly Choice[]) =>
  choices.map(({ id, says }, index) => `  ${String(index + 1).padStart(2)}  ${id.padEnd(18)} ${says}`);

const words = (text: string) => (text.trim() === '' ? undefined : text.trim());

export async function fillForm(input: CommandInput): Promise<number> {
  const { stateDir, progress: say } = input;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    await askUntil(
      terminal,
      'as soon as something is wrong: the signal that says so, or none\n> ',
      async (answer) => sayDetected(stateDir, await signalNamed(answer), undefined),
      say,
    );
    for (const line of ['where is it?', ...listed(COMPONENTS)]) say(line);
    const component = await askUntil(
      terminal,
      '> ',
      (answer) => chosen(COMPONENTS, answer, 'component'),
      say,
    );
    for (const line of ['what is the cause?', ...listed(CAUSES)]) say(line);
    await askUntil(
      terminal,
      '> ',
      async (answer) => {
        const cause = chosen(CAUSES, answer, 'cause');
        const why = words(await terminal.question('in your own words, for the debrief: '));
        sayDiagnosis(stateDir, { component, cause, words: why });
      },
      say,
    );
    for (const line of ['what do you do? (empty: nothing more)', ...listed(ACTIONS)]) say(line);
    while (standOf(stateDir)?.ended === null) {
      const action = words(await terminal.question('> '));
      if (action === undefined) break;
      try {
        if (mitigate(stateDir, action, undefined)) {
          say('done. See whether the system recovers.');
          break;
        }
        say('it reaches nothing that is wrong; nothing was changed');
      } catch (error) {
        if (!(error instanceof LakequakeError)) throw error;
        say(`${error.message}; ${error.hint ?? ''}`);
      }
    }
  } finally {
    terminal.close();
  }
  say('the run goes on to its end: recovery, settling, verdict …');
  await until(() => standOf(stateDir)?.ended !== null, {
    deadlineMs: END_WITHIN_MS,
    everyMs: 500,
    what: 'the end of the run',
  });
  return showReveal(input);
}
