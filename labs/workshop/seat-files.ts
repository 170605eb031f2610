// What a seat shows of its files: lab progress and game-day diary, without evidence and without the learner's words. Reads a file again only when it
// has changed. A file of its own (`<state>/workshop/seat-<code>.json`, this user's only) keeps who the seat is.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { STATE } from '../../pipeline/contract/run-spec.ts';
import { replaceFile } from '../../pipeline/runtime/replace-file.ts';
import { readDiary, type StampedDiary } from '../game-day/diary.ts';
import { readProgress, type StampedProgress } from '../progress.ts';
import { WORKSHOP_FOLDER } from './event-log.ts';
import type { GameLine, ProgressLine, Stream } from './protocol.ts';
import type { SeatFile, SeatMemory } from './seat-client.ts';
import { plainCode } from './secrets.ts';

const FILES: Record<Stream, string> = { progress: 'progress.jsonl', game: 'game-day.jsonl' };

/** A progress entry as the board gets it; what a check said stays here. */
export function progressLine(entry: StampedProgress): ProgressLine[] {
  const { at, type, lab } = entry;
  if (type === 'checked') return [];
  return [
    {
      at,
      type,
      lab,
      ...('step' in entry ? { step: entry.step } : {}),
      ...('choice' in entry ? { choice: entry.choice } : {}),
      ...('given' in entry && entry.given === true ? { given: true } : {}),
    },
  ];
}

/** A diary entry as the board gets it; what names the run stays here. */
function gameLine(entry: StampedDiary): GameLine[] {
  const { at, type, game } = entry;
  if (type === 'run') return [];
  if (type === 'begun') return [{ at, type, game, seed: entry.seed }];
  if (type !== 'revealed') return [{ at, type, game }];
  const bare = ({ ok, seconds }: { ok: boolean; seconds: number | null }) => ({ ok, seconds });
  const { detected, named, mitigated, points } = entry.score;
  const score = { detected: bare(detected), named: bare(named), mitigated: bare(mitigated), points };
  return [{ at, type, game, score }];
}

/** Begun anew is what begins with another line. */
const wordOf = (lines: readonly object[]): string | null =>
  lines.length === 0
    ? null
    : createHash('sha256').update(JSON.stringify(lines[0])).digest('hex').slice(0, 16);

/** Reads both files of a state folder, each when it has changed. */
export function seatFiles(stateDir: string): (stream: Stream) => SeatFile {
  const kept = new Map<Stream, { mark: string; file: SeatFile }>();
  const read = (stream: Stream): SeatFile => {
    const lines =
      stream === 'progress'
        ? readProgress(stateDir).flatMap(progressLine)
        : readDiary(stateDir).flatMap(gameLine);
    return { file: wordOf(lines), lines };
  };
  return (stream) => {
    const stats = statSync(join(stateDir, STATE.workspaces, FILES[stream]), { throwIfNoEntry: false });
    const mark = stats === undefined ? '-' : `${stats.mtimeMs}/${stats.size}`;
    const known = kept.get(stream);
    if (known?.mark === mark) return known.file;
    const file = read(stream);
    kept.set(stream, { mark, file });
    return file;
  };
}

/** One file a workshop, by its code: it is the same one when its host has another address, and another one next month. */
const memoryFile = (stateDir: string, code: string) =>
  join(stateDir, WORKSHOP_FOLDER, `seat-${plainCode(code)}.json`);

/** Who the seat was when it last sat in this workshop; nobody when that cannot be read. */
export function readMemory(stateDir: string, code: string): SeatMemory & { name: string | null } {
  const nobody = { seat: null, secret: null, name: null, done: {} };
  const file = memoryFile(stateDir, code);
  if (!existsSync(file)) return nobody;
  try {
    return { ...nobody, ...(JSON.parse(readFileSync(file, 'utf8')) as object) };
  } catch (error) {
    if (error instanceof SyntaxError) return nobody;
    throw error;
  }
}

/** Keeps who the seat is, readable by this user alone. */
export function writeMemory(stateDir: string, code: string, memory: SeatMemory & { name: string }): void {
  mkdirSync(join(stateDir, WORKSHOP_FOLDER), { recursive: true });
  replaceFile(memoryFile(stateDir, code), `${JSON.stringify(memory)}\n`, { onlyOwner: true });
}
