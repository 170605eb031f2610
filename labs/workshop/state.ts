// What a workshop has come to, as a fold over its events: who sits where, what each seat's files say, what was ordered. Pure. The events are all
// there is to keep, so a host that was restarted knows everything it knew; who is connected just now is not part of it.
import type { GameLine, Order, ProgressLine, Stream } from './protocol.ts';

export type WorkshopEvent = { at: number } & (
  | { type: 'joined'; seat: string; name: string; secretHash: string }
  | { type: 'named'; seat: string; name: string }
  /** It came with another file than before: its lines are counted from 0 again, and what it had done stays done. */
  | { type: 'began-anew'; seat: string; stream: Stream; file: string | null }
  | { type: 'released'; seat: string }
  | { type: 'lines'; seat: string; stream: Stream; lines: (ProgressLine | GameLine)[] }
  | { type: 'ordered'; id: number; seats: string[]; order: Order; says: string }
  | { type: 'did'; seat: string; id: number; ok: boolean; says: string }
  | { type: 'timer'; label: string; endsAt: number | null }
  | { type: 'shown'; lab: string; step: string; shown: boolean }
);

export interface SeatOrder {
  id: number;
  order: Order;
  says: string;
  at: number;
  state: 'waiting' | 'done' | 'failed' | 'cancelled';
  answer: string | null;
}

export interface SeatRecord {
  id: string;
  name: string;
  /** Null: the facilitator released it, so the next with that name takes it. */
  secretHash: string | null;
  joinedAt: number;
  progress: ProgressLine[];
  game: GameLine[];
  files: Record<Stream, string | null>;
  /** Where the lines of the file it has now begin. */
  begins: Record<Stream, number>;
  orders: SeatOrder[];
}

export interface WorkshopState {
  /** By id, in the order of joining. */
  seats: Map<string, SeatRecord>;
  nextOrder: number;
  timer: { label: string; startedAt: number; endsAt: number } | null;
  /** `lab/step` of the predictions that all may see. */
  shown: Set<string>;
}

export const emptyWorkshop = (): WorkshopState => ({
  seats: new Map(),
  nextOrder: 1,
  timer: null,
  shown: new Set(),
});

/** Takes one event in. Events of seats that are not known are passed over: they can only come from a torn log. */
export function applyEvent(state: WorkshopState, event: WorkshopEvent): void {
  if (event.type === 'joined') {
    const { seat: id, name, secretHash, at: joinedAt } = event;
    const known = state.seats.get(id);
    if (known !== undefined) Object.assign(known, { name, secretHash });
    else state.seats.set(id, newSeat({ id, name, secretHash, joinedAt }));
    return;
  }
  if (event.type === 'ordered') {
    applyOrder(state, event);
    return;
  }
  if (event.type === 'timer') {
    const { label, endsAt, at: startedAt } = event;
    state.timer = endsAt === null ? null : { label, startedAt, endsAt };
    return;
  }
  if (event.type === 'shown') {
    const step = `${event.lab}/${event.step}`;
    if (event.shown) state.shown.add(step);
    else state.shown.delete(step);
    return;
  }
  const seat = state.seats.get(event.seat);
  if (seat !== undefined) applyToSeat(seat, event);
}

const newSeat = (who: Pick<SeatRecord, 'id' | 'name' | 'secretHash' | 'joinedAt'>): SeatRecord => ({
  ...who,
  progress: [],
  game: [],
  files: { progress: null, game: null },
  begins: { progress: 0, game: 0 },
  orders: [],
});

/** How many lines of the file it has now the board knows. */
export const linesOf = (seat: SeatRecord, stream: Stream): number =>
  seat[stream].length - seat.begins[stream];

function applyToSeat(
  seat: SeatRecord,
  event: Extract<WorkshopEvent, { type: 'named' | 'began-anew' | 'released' | 'lines' | 'did' }>,
): void {
  if (event.type === 'named') seat.name = event.name;
  if (event.type === 'released') seat.secretHash = null;
  if (event.type === 'began-anew') {
    seat.begins[event.stream] = seat[event.stream].length;
    seat.files[event.stream] = event.file;
  }
  if (event.type === 'lines') (seat[event.stream] as (ProgressLine | GameLine)[]).push(...event.lines);
  if (event.type === 'did') {
    const order = seat.orders.find(({ id }) => id === event.id);
    if (order !== undefined)
      Object.assign(order, { state: event.ok ? 'done' : 'failed', answer: event.says });
  }
}

/** A newer order of the same kind takes the place of one that waits still; `stop` takes the place of all. */
function applyOrder(state: WorkshopState, event: Extract<WorkshopEvent, { type: 'ordered' }>): void {
  const { id, order, says, at } = event;
  state.nextOrder = Math.max(state.nextOrder, id + 1);
  for (const seat of event.seats.flatMap((one) => state.seats.get(one) ?? [])) {
    for (const earlier of seat.orders)
      if (earlier.state === 'waiting' && (order.kind === 'stop' || earlier.order.kind === order.kind))
        earlier.state = 'cancelled';
    seat.orders.push({ id, order, says, at, state: 'waiting', answer: null });
  }
}
