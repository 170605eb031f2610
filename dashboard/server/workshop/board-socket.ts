// The WebSocket of a page that shows the board: the whole board at once and after every change, at most a few times a second, and a beat in
// between. Without the key a page sees what the room may see; with it, also the counts that are not shown yet.
import type { FastifyInstance } from 'fastify';
import { BOARD_PATH, type BoardMessage, showKeySchema } from '../../../labs/workshop/board-contract.ts';
import { KeyRefused, type Workshop } from '../../../labs/workshop/workshop.ts';

const MOST_PAGES = 120;
const TRY_AGAIN_LATER = 1013;
/** Changes are gathered for so long, ms. */
const GATHER_MS = 200;
const BEAT_MS = 1_000;
/** A page that does not keep up gets no more until it has. */
const MOST_BUFFERED_BYTES = 512 * 1024;

interface Watcher {
  send(text: string): void;
  bufferedBytes(): number;
  withKey: boolean;
  /** It has missed a board. */
  behind: boolean;
}

export async function boardSocket(app: FastifyInstance, { workshop }: { workshop: Workshop }): Promise<void> {
  const watchers = new Set<Watcher>();
  const text = (message: BoardMessage) => JSON.stringify(message);
  const boardText = (withKey: boolean) => text({ t: 'board', board: workshop.board(withKey) });

  function show(to: Iterable<Watcher>): void {
    const made = new Map<boolean, string>();
    for (const watcher of to) {
      watcher.behind = watcher.bufferedBytes() > MOST_BUFFERED_BYTES;
      if (watcher.behind) continue;
      const board = made.get(watcher.withKey) ?? boardText(watcher.withKey);
      made.set(watcher.withKey, board);
      watcher.send(board);
    }
  }

  let gathering: ReturnType<typeof setTimeout> | undefined;
  const stopListening = workshop.onChange(() => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      show(watchers);
    }, GATHER_MS);
  });
  const beats = setInterval(() => {
    const beat = text({ t: 'beat', at: Date.now() });
    for (const watcher of watchers) watcher.send(beat);
    show([...watchers].filter(({ behind }) => behind));
  }, BEAT_MS);
  // Who is stuck becomes so by the clock alone, which no event tells.
  const anew = setInterval(() => show(watchers), 15_000);
  app.addHook('preClose', async () => {
    stopListening();
    clearTimeout(gathering);
    clearInterval(beats);
    clearInterval(anew);
  });

  app.get(BOARD_PATH, { websocket: true, schema: { hide: true } }, (socket, request) => {
    if (watchers.size >= MOST_PAGES) {
      socket.close(TRY_AGAIN_LATER, 'too many pages');
      return;
    }
    const watcher: Watcher = {
      send: (message) => socket.send(message),
      bufferedBytes: () => socket.bufferedAmount,
      withKey: false,
      behind: false,
    };
    watchers.add(watcher);
    show([watcher]);
    socket.on('message', (data) => {
      const key = keyIn(data.toString());
      if (key === undefined) return;
      const [ok, says] = keyAnswer(workshop, key, request.ip);
      watcher.withKey = ok;
      watcher.send(text({ t: 'key', ok, says }));
      show([watcher]);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => watchers.delete(watcher));
  });
}

function keyIn(message: string): string | undefined {
  try {
    return showKeySchema.safeParse(JSON.parse(message)).data?.key;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function keyAnswer(workshop: Workshop, key: string, address: string): [boolean, string] {
  try {
    workshop.requireKey(key, address);
    return [true, 'You facilitate.'];
  } catch (error) {
    if (error instanceof KeyRefused) return [false, error.message];
    throw error;
  }
}
