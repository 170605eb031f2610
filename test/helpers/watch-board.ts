// A page that looks at a board, without a browser: the newest board, and when it came.
import { WebSocket } from 'ws';
import { BOARD_PATH, type Board, boardMessageSchema } from '../../labs/workshop/board-contract.ts';
import { until } from '../../pipeline/contract/until.ts';

export interface WatchedBoard {
  board(): Board | undefined;
  /** The board once it is so. */
  shows(what: string, probe: (board: Board) => boolean, deadlineMs?: number): Promise<Board>;
  /** How many boards have come. */
  count(): number;
  bytes(): number;
  close(): void;
}

/** With a key it sees what the facilitator sees. Every message is checked against the schema. */
export async function watchBoard(address: string, key?: string): Promise<WatchedBoard> {
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}${BOARD_PATH}`);
  let newest: Board | undefined;
  let count = 0;
  let bytes = 0;
  socket.on('open', () => key !== undefined && socket.send(JSON.stringify({ t: 'key', key })));
  socket.on('message', (data) => {
    const text = data.toString();
    bytes = text.length;
    const message = boardMessageSchema.parse(JSON.parse(text));
    if (message.t !== 'board') return;
    newest = message.board;
    count += 1;
  });
  await until(() => newest !== undefined, { deadlineMs: 10_000, what: 'the first board' });
  return {
    board: () => newest,
    count: () => count,
    bytes: () => bytes,
    shows: async (what, probe, deadlineMs = 15_000) => {
      await until(() => newest !== undefined && probe(newest), { deadlineMs, everyMs: 10, what });
      return newest!;
    },
    close: () => socket.terminate(),
  };
}
