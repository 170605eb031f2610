// What the board says at a glance, from its state. Pure.
import type { Board, BoardLab, BoardSeat } from '../../../../contract/workshop.ts';

export type StepMark = 'finished' | 'given' | 'stuck' | 'here' | 'open';

/** Of one seat in one lab's step. */
export function markOf(seat: BoardSeat, lab: BoardLab, step: string): StepMark {
  const own = seat.labs[lab.id];
  if (own?.given.includes(step)) return 'given';
  if (own?.finished.includes(step)) return 'finished';
  if (seat.lab !== lab.id || seat.step !== step) return 'open';
  return seat.stuck ? 'stuck' : 'here';
}

/** In words, for whoever does not see the marks. */
export const MARK_WORDS: Record<StepMark, string> = {
  finished: 'finished',
  given: 'solved for them',
  stuck: 'stuck here',
  here: 'working here',
  open: 'not reached',
};

/** The lab of the address, else the one most seats are at, else the first. */
export function shownLab(board: Board, wanted: string | null): BoardLab | undefined {
  const named = board.labs.find(({ id, number }) => id === wanted || String(number) === wanted);
  if (named !== undefined) return named;
  const at = (lab: BoardLab) => board.seats.filter((seat) => seat.lab === lab.id).length;
  return board.labs.reduce<BoardLab | undefined>(
    (best, lab) => (best === undefined || at(lab) > at(best) ? lab : best),
    undefined,
  );
}

/** Longest stuck first. */
export const stuckSeats = ({ seats }: Board): BoardSeat[] =>
  seats.filter(({ stuck }) => stuck).toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0));

export interface Bar {
  id: string;
  says: string;
  count: number;
  /** Of the highest bar, 0 to 1. */
  height: number;
}

/** Every choice has a bar, also those nobody took. */
export function histogram(
  choices: readonly { id: string; says: string }[],
  counts: Readonly<Record<string, number>>,
): Bar[] {
  const most = Math.max(1, ...Object.values(counts));
  return choices.map(({ id, says }) => {
    const count = counts[id] ?? 0;
    return { id, says, count, height: count / most };
  });
}

export interface GameRow {
  seat: BoardSeat;
  game: NonNullable<BoardSeat['game']>;
}

/** The newest game of each seat that plays one of the newest seed; quickest to detect first, then those who are still at it. */
export function gameRows({ seats }: Board): GameRow[] {
  const rows = seats.flatMap((seat) => (seat.game === null ? [] : [{ seat, game: seat.game }]));
  const newest = Math.max(0, ...rows.map(({ game }) => game.begunAt));
  const seed = rows.find(({ game }) => game.begunAt === newest)?.game.seed;
  const key = ({ game }: GameRow) =>
    game.score?.detected.ok ? (game.score.detected.seconds ?? 0) : Number.POSITIVE_INFINITY;
  return rows
    .filter(({ game }) => game.seed === seed)
    .toSorted((a, b) => (key(a) === key(b) ? a.seat.name.localeCompare(b.seat.name) : key(a) - key(b)));
}

/** `4 min`, `1 h 05 min`; a wall needs no seconds. */
export function minutes(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 60_000));
  return whole < 60
    ? `${whole} min`
    : `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, '0')} min`;
}

/** `12:05`, and `−0:30` once it is over. */
export function countdown(leftMs: number): string {
  const seconds = Math.ceil(Math.abs(leftMs) / 1_000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return leftMs < 0 && seconds > 0 ? `−${text}` : text;
}
