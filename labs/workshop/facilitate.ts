// What a facilitator does, once the key has been shown: orders for seats, the timer, answers shown, a seat released. Each gives back one sentence.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { Action, BoardLab } from './board-contract.ts';
import type { Order } from './protocol.ts';
import type { SeatRecord, WorkshopEvent, WorkshopState } from './state.ts';

export interface Room {
  state: WorkshopState;
  labs: readonly BoardLab[];
  write: (event: WorkshopEvent) => void;
  now: () => number;
  sayOrders: (seat: SeatRecord) => void;
  isHere: (seat: string) => boolean;
  hangUp: (seat: string) => void;
}

/** Throws `not-found` for a seat, lab or step that is not there. */
export function facilitate(room: Room, action: Action): string {
  const { state, labs, write } = room;
  const at = room.now();
  switch (action.act) {
    case 'start-timer':
      write({ at, type: 'timer', label: action.label, endsAt: at + action.minutes * 60_000 });
      return `the timer runs for ${action.minutes} minutes`;
    case 'stop-timer':
      write({ at, type: 'timer', label: '', endsAt: null });
      return 'the timer is off';
    case 'show-predictions': {
      const { lab, step, shown } = action;
      requireStep(labs, lab, step);
      write({ at, type: 'shown', lab, step, shown });
      return shown ? 'all see the answers now' : 'the answers are hidden again';
    }
    case 'release-seat': {
      const seat = seatNamed(state, action.seat);
      write({ at, type: 'released', seat: seat.id });
      room.hangUp(seat.id);
      return `${seat.name} is released: whoever joins with that name next takes the seat and its results`;
    }
    case 'order':
      return giveOrder(room, action);
  }
}

function giveOrder(room: Room, { seats: wanted, order }: Extract<Action, { act: 'order' }>): string {
  const { state, labs, write, now } = room;
  const seats = wanted === 'all' ? [...state.seats.values()] : wanted.map((id) => seatNamed(state, id));
  if (seats.length === 0)
    throw new LakequakeError('not-found', 'nobody has joined yet', {
      hint: 'tell the room address and code',
    });
  if (order.kind === 'go') requireStep(labs, order.lab, order.step);
  const ids = [...new Set(seats.map(({ id }) => id))];
  const says = orderSays(order, labs);
  write({ at: now(), type: 'ordered', id: state.nextOrder, seats: ids, order, says });
  for (const id of ids) room.sayOrders(state.seats.get(id)!);
  const away = ids.filter((id) => !room.isHere(id)).length;
  const later = away === 0 ? '' : `; ${away} away, told when back`;
  return `${says}: ${ids.length} ${ids.length === 1 ? 'seat' : 'seats'}${later}`;
}

function orderSays(order: Order, labs: readonly BoardLab[]): string {
  if (order.kind === 'stop') return 'stop everything';
  if (order.kind === 'arm') return 'a blind fault';
  const lab = labs.find(({ id }) => id === order.lab)!;
  return `go to lab ${lab.number}, step ${lab.steps.findIndex(({ id }) => id === order.step) + 1}`;
}

function seatNamed({ seats }: WorkshopState, id: string): SeatRecord {
  const seat = seats.get(id);
  if (seat !== undefined) return seat;
  throw new LakequakeError('not-found', `there is no seat '${id}'`, { hint: 'look at the board' });
}

function requireStep(labs: readonly BoardLab[], lab: string, step: string): void {
  if (labs.find(({ id }) => id === lab)?.steps.some(({ id }) => id === step)) return;
  throw new LakequakeError('not-found', `there is no step '${step}' in lab '${lab}'`, {
    hint: 'choose one of the board',
  });
}
