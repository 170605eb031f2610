// A seat without a lab: the real client over a real socket, with files that the test writes. What it is told to do it does at once, and keeps.
import type { GameLine, Order, ProgressLine, Stream } from '../../labs/workshop/protocol.ts';
import { type SeatEnd, type SeatMemory, sit } from '../../labs/workshop/seat-client.ts';

export interface SimulatedSeat {
  name: string;
  memory: SeatMemory;
  lines: { progress: ProgressLine[]; game: GameLine[] };
  orders: Order[];
  said: string[];
  obey: (order: Order, seat: SimulatedSeat) => Promise<string>;
  /** Resolves when it has left or was refused. */
  ended: Promise<SeatEnd>;
  leave(): Promise<SeatEnd>;
}

export interface SeatWishes {
  address: string;
  code: string;
  name: string;
  /** As if it had sat there before. */
  memory?: SeatMemory;
  lines?: SimulatedSeat['lines'];
  obey?: SimulatedSeat['obey'];
}

export function simulateSeat({ address, code, name, memory, lines, obey }: SeatWishes): SimulatedSeat {
  const abort = new AbortController();
  const own = memory ?? { seat: null, secret: null, done: {} };
  const files = lines ?? { progress: [], game: [] };
  const seat: SimulatedSeat = {
    name,
    memory: own,
    lines: files,
    orders: [],
    said: [],
    obey: obey ?? (async () => 'done'),
    ended: Promise.resolve({ kind: 'ended' }),
    leave: () => {
      abort.abort();
      return seat.ended;
    },
  };
  const file = (stream: Stream) => (files[stream].length === 0 ? null : `${name}-${files[stream][0]!.at}`);
  seat.ended = sit({
    address,
    code,
    name,
    memory: own,
    remember: () => undefined,
    read: (stream) => ({ file: file(stream), lines: files[stream] }),
    obey: async (order) => {
      seat.orders.push(order);
      return seat.obey(order, seat);
    },
    tell: (text) => seat.said.push(text),
    signal: abort.signal,
    lookEveryMs: 100,
    backOffMs: [100, 200, 400],
  });
  return seat;
}
