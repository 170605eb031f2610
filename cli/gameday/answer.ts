// `gameday detect | diagnose | mitigate | status | choices`: the form without a terminal, by flags or from a file of answers.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  mitigate as act,
  requireGame,
  sayDetected,
  sayDiagnosis,
  signalNamed,
  standOf,
} from '../../labs/game-day/play-game.ts';
import { ACTIONS, CAUSES, COMPONENTS } from '../../labs/game-day/pool.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandInput } from '../command.ts';

const answersSchema = z.strictObject({
  signal: z.string().exactOptional(),
  component: z.string().exactOptional(),
  cause: z.string().exactOptional(),
  words: z.string().max(2_000).exactOptional(),
});
type Answers = z.infer<typeof answersSchema>;

/** From --answers FILE, under what stands on the command line. */
function answersOf({ flags }: CommandInput): Answers {
  const file = flags.answers as string | undefined;
  const own = Object.fromEntries(
    ['signal', 'component', 'cause', 'words'].flatMap((name) =>
      typeof flags[name] === 'string' ? [[name, flags[name]]] : [],
    ),
  ) as Answers;
  return file === undefined ? own : { ...fromFile(file), ...own };
}

function fromFile(file: string): Answers {
  try {
    return answersSchema.parse(parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new LakequakeError('bad-argument', `${file} is no file of answers`, {
      cause,
      hint: 'give it as YAML with signal, component, cause and words, each a line',
    });
  }
}

const say = (input: CommandInput, value: unknown, text: string): number => {
  input.out(input.json ? JSON.stringify(value) : text);
  return EXIT.ok;
};

export async function detect(input: CommandInput): Promise<number> {
  const { signal, words } = answersOf(input);
  requireGame(input.stateDir, { open: true });
  const named = await signalNamed(signal ?? 'none');
  sayDetected(input.stateDir, named, words);
  return say(input, { detected: true, signal: named }, `kept: you saw it by ${named ?? 'the figures alone'}`);
}

export async function diagnose(input: CommandInput): Promise<number> {
  const { component, cause, words } = answersOf(input);
  if (component === undefined || cause === undefined)
    throw new LakequakeError('bad-argument', 'a diagnosis needs a component and a cause', {
      hint: 'give --component and --cause; `npx lakequake gameday choices` lists them',
    });
  sayDiagnosis(input.stateDir, { component, cause, words });
  return say(
    input,
    { diagnosed: true, component, cause },
    'kept; the last diagnosis before the reveal counts',
  );
}

export async function mitigate(input: CommandInput, action: string | undefined): Promise<number> {
  if (action === undefined)
    throw new LakequakeError('bad-argument', 'gameday mitigate needs an action', {
      hint: `give one of: ${ACTIONS.map(({ id }) => id).join(', ')}`,
    });
  const { words } = answersOf(input);
  const reached = act(input.stateDir, action, words);
  const text = reached
    ? 'done; see whether the system recovers'
    : 'it reaches nothing that is wrong; nothing was changed';
  return say(input, { action, reached }, text);
}

export async function choices(input: CommandInput): Promise<number> {
  const lists = { components: COMPONENTS, causes: CAUSES, actions: ACTIONS };
  const text = Object.entries(lists).flatMap(([title, list]) => [
    title,
    ...list.map(({ id, says }) => `  ${id.padEnd(20)}${says}`),
  ]);
  return say(input, lists, text.join('\n'));
}

/** What has been said so far; never what was drawn. */
export async function status(input: CommandInput): Promise<number> {
  const stand = standOf(input.stateDir);
  if (stand === undefined) return say(input, { game: null }, 'there is no game day');
  const { game, seed, begunAt, ended, revealed, entries } = stand;
  const said = entries.flatMap(({ type, at }) =>
    type === 'detected' || type === 'diagnosed' || type === 'mitigated' ? [{ type, at }] : [],
  );
  const state = revealed !== null ? 'revealed' : ended !== null ? 'ended' : 'running';
  const lines = said.map(({ type, at }) => `  ${type} after ${Math.round((at - begunAt) / 1_000)} s`);
  return say(
    input,
    { game, seed, state, begunAt, said },
    [`game day ${game}, seed ${seed}: ${state}`, ...lines].join('\n'),
  );
}
