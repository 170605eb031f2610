// The board as a room sees it, from the workshop's state. Pure: clock and who is connected come in as arguments. Where a seat stands in a lab is
// the same fold over the same lines as on the seat itself.
import { progressOf, type StampedProgress } from '../progress.ts';
import type { Board, BoardLab, BoardSeat, SeatGame } from './board-contract.ts';
import type { GameLine, ProgressLine } from './protocol.ts';
import type { SeatRecord, WorkshopState } from './state.ts';

export interface Presence {
  here: boolean;
  seenAt: number | null;
}

export interface BoardOptions {
  title: string;
  code: string;
  labs: readonly BoardLab[];
  now: number;
  presence: (seat: string) => Presence;
  /** The facilitator sees every count; the room only those that were shown. */
  withKey: boolean;
}

/** Shorter than this nobody is stuck. */
const STUCK_AT_LEAST_MS = 5 * 60_000;
/** Stuck is who stands at a step for longer than so many times its share of the lab. */
const STUCK_FACTOR = 2;

/** After how long at one step a seat counts as stuck. */
export function stuckAfterMs({ minutes, steps }: Pick<BoardLab, 'minutes' | 'steps'>): number {
  const shareMs = (minutes * 60_000) / Math.max(1, steps.length);
  return Math.max(STUCK_AT_LEAST_MS, STUCK_FACTOR * shareMs);
}

/** As on the seat; only what the fold does not look at (the evidence) is missing. */
const asProgress = (lines: readonly ProgressLine[]) =>
  lines.map((line) => ({ ...line, evidence: '' })) as unknown as StampedProgress[];

function labsOf(seat: SeatRecord, labs: readonly BoardLab[]): BoardSeat['labs'] {
  const entries = asProgress(seat.progress);
  return Object.fromEntries(
    labs
      .filter(({ id }) => seat.progress.some(({ lab }) => lab === id))
      .map(({ id, steps }) => {
        const { finished, hints } = progressOf(entries, id);
        const given = seat.progress.filter(
          (line) =>
            line.type === 'passed' && line.lab === id && line.given === true && finished.has(line.step!),
        );
        return [
          id,
          {
            finished: steps.map((step) => step.id).filter((step) => finished.has(step)),
            given: [...new Set(given.map(({ step }) => step!))],
            hints: [...hints.values()].reduce((sum, count) => sum + count, 0),
          },
        ];
      }),
  );
}

/** The lab it touched last, the step it stands at, and since when: the last pass or start before which nothing was finished. */
function placeOf(seat: SeatRecord, labs: readonly BoardLab[], done: BoardSeat['labs']) {
  const known = (line: ProgressLine) => labs.some(({ id }) => id === line.lab);
  const last = seat.progress.findLast(known);
  const lab = labs.find(({ id }) => id === last?.lab);
  if (lab === undefined) return { lab: null, step: null, since: null, stuckMs: Number.POSITIVE_INFINITY };
  const finished = done[lab.id]?.finished ?? [];
  const step = lab.steps.find(({ id }) => !finished.includes(id))?.id ?? null;
  const moves: ProgressLine['type'][] = ['started', 'reset', 'passed'];
  const since =
    seat.progress.findLast((line) => line.lab === lab.id && moves.includes(line.type))?.at ?? null;
  return { lab: lab.id, step, since, stuckMs: stuckAfterMs(lab) };
}

const GAME_STATES: Partial<Record<GameLine['type'], SeatGame['state']>> = {
  begun: 'running',
  detected: 'detected',
  diagnosed: 'named',
  mitigated: 'mitigated',
  ended: 'ended',
  revealed: 'revealed',
};
const ORDER: SeatGame['state'][] = ['running', 'detected', 'named', 'mitigated', 'ended', 'revealed'];

/** The newest game of a seat; `ended` hides nothing that was done before. */
export function gameOf(lines: readonly GameLine[]): SeatGame | null {
  const begun = lines.findLast(({ type }) => type === 'begun');
  if (begun === undefined) return null;
  const own = lines.filter(({ game }) => game === begun.game);
  const states = own.flatMap(({ type }) => GAME_STATES[type] ?? []);
  const furthest = states.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'running' as const);
  return {
    game: begun.game,
    seed: begun.seed ?? 0,
    state: furthest,
    begunAt: begun.at,
    score: own.findLast(({ type }) => type === 'revealed')?.score ?? null,
  };
}

function seatOf(seat: SeatRecord, { labs, now, presence }: BoardOptions): BoardSeat {
  const done = labsOf(seat, labs);
  const { lab, step, since, stuckMs } = placeOf(seat, labs, done);
  const order = seat.orders.at(-1);
  const { here, seenAt } = presence(seat.id);
  return {
    id: seat.id,
    name: seat.name,
    here,
    seenAt,
    lab,
    step,
    since,
    // Who is away is not stuck: nobody could go and help.
    stuck: here && step !== null && since !== null && now - since > stuckMs,
    labs: done,
    game: gameOf(seat.game),
    order:
      order === undefined
        ? null
        : { id: order.id, says: order.says, state: order.state, answer: order.answer },
  };
}

/** Each seat's last answer counts, once. */
export function countPredictions(
  seats: Iterable<SeatRecord>,
  lab: string,
  step: string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const seat of seats) {
    const line = seat.progress.findLast(
      (one) => one.type === 'predicted' && one.lab === lab && one.step === step,
    );
    if (line?.choice !== undefined) counts[line.choice] = (counts[line.choice] ?? 0) + 1;
  }
  return counts;
}

function predictionsOf(state: WorkshopState, { labs, withKey }: BoardOptions): Board['predictions'] {
  return labs.flatMap(({ id: lab, steps }) =>
    steps
      .filter(({ prediction }) => prediction !== null)
      .map(({ id: step }) => {
        const counts = countPredictions(state.seats.values(), lab, step);
        const shown = state.shown.has(`${lab}/${step}`);
        const answers = Object.values(counts).reduce((sum, count) => sum + count, 0);
        return { lab, step, answers, shown, counts: shown || withKey ? counts : null };
      })
      .filter(({ answers }) => answers > 0),
  );
}

/** The board at one moment; without the key it holds neither code nor hidden predictions. */
export function boardOf(state: WorkshopState, options: BoardOptions): Board {
  const { title, code, labs, now, withKey } = options;
  return {
    v: 1,
    at: now,
    title,
    code: withKey ? code : null,
    labs: [...labs],
    seats: [...state.seats.values()].map((seat) => seatOf(seat, options)),
    timer: state.timer,
    predictions: predictionsOf(state, options),
  };
}
