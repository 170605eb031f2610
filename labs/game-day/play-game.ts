// What a learner does in a game day: begin, say that something is wrong, say what, act, reveal. Each writes the diary and refuses what makes no sense
// at that moment in one sentence. How the run is made is somebody else's; nothing here names the fault before the reveal.
import { randomInt } from 'node:crypto';
import { journalFile, readJournal, sealedJournalFile, unseal } from '../../chaos/journal.ts';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { loadSignals } from '../../pipeline/observe/evaluate.ts';
import { type GameStand, gameStand, readDiary, writeDiary } from './diary.ts';
import { drawFault } from './draw.ts';
import { ACTIONS, CAUSES, type Choice, COMPONENTS } from './pool.ts';
import { type Reveal, revealOf } from './reveal.ts';

export const HOLD_SECONDS = { usual: 180, least: 20, most: 600 } as const;
export const MOST_SEED = 999_999;

/** For a seed that is not given. */
export const anySeed = (): number => randomInt(MOST_SEED + 1);

/** Where the newest game day stands; undefined before the first. */
export function standOf(stateDir: string): GameStand | undefined {
  return gameStand(readDiary(stateDir));
}

/** Throws `not-running` when there is no game, or it is over for what is wanted. */
export function requireGame(stateDir: string, { open = false } = {}): GameStand {
  const stand = standOf(stateDir);
  if (stand === undefined)
    throw new LakequakeError('not-running', 'there is no game day', {
      hint: 'begin one with `npx lakequake gameday start`',
    });
  if (open && stand.revealed !== null)
    throw new LakequakeError('not-running', 'this game day is over: it has been revealed', {
      hint: 'begin another one with `npx lakequake gameday start`',
    });
  return stand;
}

/** Writes the beginning and gives what is to be run. */
export function beginGame(stateDir: string, seed: number, holdSeconds: number) {
  const game = `g${Date.now().toString(36)}`;
  writeDiary(stateDir, { type: 'begun', game, seed, holdSeconds });
  const { entry, variant } = drawFault(seed);
  return { game, scenario: entry.scenario, variant };
}

/** The choice's id. Throws `bad-argument` with those there are. */
export function chosen(choices: readonly Choice[], given: string, what: string): string {
  const word = given.trim().toLowerCase();
  const byNumber = /^\d+$/.test(word) ? choices[Number(word) - 1] : undefined;
  const found = byNumber ?? choices.find(({ id }) => id === word);
  if (found !== undefined) return found.id;
  throw new LakequakeError('bad-argument', `'${given}' is no ${what}`, {
    hint: `choose one of: ${choices.map(({ id }) => id).join(', ')}`,
  });
}

/** A signal's id, or null for `none`. */
export async function signalNamed(given: string): Promise<string | null> {
  const word = given.trim().toLowerCase();
  if (word === 'none' || word === '') return null;
  const ids = (await loadSignals()).map(({ id }) => id);
  if (ids.includes(word)) return word;
  throw new LakequakeError('bad-argument', `there is no signal '${given}'`, {
    hint: `give its name as the Signals view shows it, or none; there are: ${ids.join(', ')}`,
  });
}

/** Writes down what was seen; `signal` null: seen in the figures alone. Throws when no game is open. */
export function sayDetected(stateDir: string, signal: string | null, words: string | undefined): void {
  const { game } = requireGame(stateDir, { open: true });
  writeDiary(stateDir, { type: 'detected', game, signal, ...(words === undefined ? {} : { words }) });
}

export interface Diagnosis {
  component: string;
  cause: string;
  words?: string | undefined;
}

/** Writes down component and cause, both by id or by what they say. Throws when no game is open, or for a word that is no choice. */
export function sayDiagnosis(stateDir: string, { component, cause, words }: Diagnosis): void {
  const { game } = requireGame(stateDir, { open: true });
  const ids = {
    component: chosen(COMPONENTS, component, 'component'),
    cause: chosen(CAUSES, cause, 'cause'),
  };
  writeDiary(stateDir, { type: 'diagnosed', game, ...ids, ...(words === undefined ? {} : { words }) });
}

/** Does it where it reaches what is wrong; gives whether it did. Throws `not-running` once the run has ended. */
export function mitigate(stateDir: string, action: string, words: string | undefined): boolean {
  const stand = requireGame(stateDir, { open: true });
  if (stand.ended !== null)
    throw new LakequakeError('not-running', 'the run has ended, so there is nothing left to act on', {
      hint: 'give your diagnosis, then `npx lakequake gameday reveal`',
    });
  if (stand.runId === null)
    throw new LakequakeError('not-running', 'the run has not begun yet', { hint: 'wait a few seconds' });
  const id = chosen(ACTIONS, action, 'action');
  const fits = drawFault(stand.seed).entry.mitigations.includes(id) && hasStruck(stateDir, stand.runId);
  writeDiary(stateDir, {
    type: 'mitigated',
    game: stand.game,
    action: id,
    fits,
    ...(words === undefined ? {} : { words }),
  });
  return fits;
}

function hasStruck(stateDir: string, runId: string): boolean {
  return readJournal(sealedJournalFile(stateDir, runId)).some((entry) => entry.type === 'fault');
}

/** For a run whose maker is gone: without it a game that was cut off could never be revealed. */
export function endCutOff(stateDir: string): void {
  const { game, ended } = requireGame(stateDir);
  if (ended === null) writeDiary(stateDir, { type: 'ended', game, says: 'the run was cut off' });
}

/** Opens the seal and scores; the same again for a game that was revealed. Throws `already-running` before the run has ended. */
export function reveal(stateDir: string): Reveal {
  const stand = requireGame(stateDir);
  if (stand.runId === null)
    throw new LakequakeError('not-running', 'this game day never had a run', {
      hint: 'begin another one with `npx lakequake gameday start`',
    });
  if (stand.ended === null)
    throw new LakequakeError('already-running', 'the run is still under way', {
      hint: 'act with `npx lakequake gameday mitigate`, or give up with `npx lakequake gameday give-up`',
    });
  unseal(stateDir, stand.runId);
  const result = revealOf(stand, readJournal(journalFile(stateDir, stand.runId)));
  if (stand.revealed === null)
    writeDiary(stateDir, { type: 'revealed', game: stand.game, score: result.score });
  return result;
}
