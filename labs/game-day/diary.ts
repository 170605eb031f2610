// What happened in a learner's game days, as append-only JSONL in the state folder: begun, detected, diagnosed, mitigated, ended, revealed. Every
// word of the learner's stays here for the debrief. What the fault was does not stand here before the reveal: it follows from the seed.
import { join } from 'node:path';
import { STATE } from '../../pipeline/contract/run-spec.ts';
import { appendEntries, readEntries } from '../../pipeline/runtime/entry-log.ts';
import type { GameScore } from './score.ts';

export type DiaryEntry = { game: string } & (
  | { type: 'begun'; seed: number; holdSeconds: number }
  /** The run that holds the fault, told by whoever makes it. */
  | { type: 'run'; runId: string }
  /** `signal`: the one that was seen to fire; null when it was seen in the figures alone. */
  | { type: 'detected'; signal: string | null; words?: string }
  | { type: 'diagnosed'; component: string; cause: string; signal?: string | null; words?: string }
  /** `fits`: the action reaches what is wrong, and was done. */
  | { type: 'mitigated'; action: string; fits: boolean; words?: string }
  | { type: 'ended'; says: string | null }
  | { type: 'revealed'; score: GameScore }
);

export type StampedDiary = DiaryEntry & { at: number };

const fileOf = (stateDir: string) => join(stateDir, STATE.workspaces, 'game-day.jsonl');

/** Appends an entry; returns it with the time it got. */
export function writeDiary(stateDir: string, entry: DiaryEntry): StampedDiary {
  const stamped = { at: Date.now(), ...entry };
  appendEntries(fileOf(stateDir), [stamped]);
  return stamped;
}

/** All entries; a line torn by a killed writer is left out. */
export const readDiary = (stateDir: string): StampedDiary[] => readEntries(fileOf(stateDir));

export type Of<T extends DiaryEntry['type']> = Extract<StampedDiary, { type: T }>;

export interface GameStand {
  game: string;
  seed: number;
  holdSeconds: number;
  begunAt: number;
  runId: string | null;
  ended: Of<'ended'> | null;
  revealed: Of<'revealed'> | null;
  entries: StampedDiary[];
}

/** Where the newest game (or the one named) stands; undefined when there was none. Pure. */
export function gameStand(diary: readonly StampedDiary[], game?: string): GameStand | undefined {
  const isType =
    <T extends DiaryEntry['type']>(type: T) =>
    (entry: StampedDiary): entry is Of<T> =>
      entry.type === type;
  const begun = diary.filter(isType('begun')).findLast((entry) => game === undefined || entry.game === game);
  if (begun === undefined) return undefined;
  const entries = diary.filter((entry) => entry.game === begun.game);
  return {
    game: begun.game,
    seed: begun.seed,
    holdSeconds: begun.holdSeconds,
    begunAt: begun.at,
    runId: entries.findLast(isType('run'))?.runId ?? null,
    ended: entries.findLast(isType('ended')) ?? null,
    revealed: entries.findLast(isType('revealed')) ?? null,
    entries,
  };
}

/** Whether somebody has done what ends the fault of that game. */
export const isMitigated = (stateDir: string, game: string): boolean =>
  readDiary(stateDir).some((entry) => entry.game === game && entry.type === 'mitigated' && entry.fits);
