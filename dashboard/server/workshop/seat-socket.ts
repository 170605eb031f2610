// The WebSocket of a seat: text to the workshop and back. A seat that does not answer two pings in a row is away; its laptop sleeps or has lost the
// network, and it will come back by itself.
import type { FastifyInstance } from 'fastify';
import { SEAT_PATH, type ToSeat } from '../../../labs/workshop/protocol.ts';
import type { Workshop } from '../../../labs/workshop/workshop.ts';

/** More than a room, so that nobody's loop takes the host's memory. */
const MOST_SOCKETS = 200;
const TRY_AGAIN_LATER = 1013;
const DONE = 1000;
/** A connection that has not said who it is by then is closed, ms. */
const HELLO_WITHIN_MS = 10_000;

export async function seatSocket(
  app: FastifyInstance,
  { workshop, pingEveryMs }: { workshop: Workshop; pingEveryMs: number },
): Promise<void> {
  let open = 0;
  app.get(SEAT_PATH, { websocket: true, schema: { hide: true } }, (socket, request) => {
    if (open >= MOST_SOCKETS) {
      socket.close(TRY_AGAIN_LATER, 'too many seats');
      return;
    }
    open += 1;
    const connection = workshop.connect(
      {
        say: (message: ToSeat) => socket.send(JSON.stringify(message)),
        close: () => socket.close(DONE),
      },
      request.ip,
    );
    let unanswered = 0;
    let spoke = false;
    const pings = setInterval(() => {
      if (unanswered >= 2) {
        socket.terminate();
        return;
      }
      unanswered += 1;
      socket.ping();
    }, pingEveryMs);
    const silent = setTimeout(() => !spoke && socket.terminate(), HELLO_WITHIN_MS);
    socket.on('pong', () => {
      unanswered = 0;
    });
    socket.on('message', (data) => {
      spoke = true;
      unanswered = 0;
      connection.hear(data.toString());
    });
    // An error is always followed by close, which is where the seat is away.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      open -= 1;
      clearInterval(pings);
      clearTimeout(silent);
      connection.gone();
    });
  });
}
