// WebSockets, and their end: a client that does not answer the closing handshake must not hold up the lab's stop.
import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';

const MAX_MESSAGE_BYTES = 4 * 1024;
const GOODBYE_MS = 200;
const GOING_AWAY = 1001;

/** A page says little; seats of a workshop say more. */
export async function sockets(
  app: FastifyInstance,
  { maxMessageBytes = MAX_MESSAGE_BYTES }: { maxMessageBytes?: number } = {},
): Promise<void> {
  await app.register(fastifyWebsocket, {
    options: { maxPayload: maxMessageBytes },
    preClose(done) {
      const { clients } = this.websocketServer;
      for (const client of clients) client.close(GOING_AWAY);
      const end = setTimeout(() => {
        for (const client of clients) client.terminate();
      }, GOODBYE_MS);
      this.websocketServer.close(() => {
        clearTimeout(end);
        done();
      });
    },
  });
}
