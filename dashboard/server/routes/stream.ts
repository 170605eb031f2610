// The WebSocket at /api/stream: a full state first, then deltas and beats (see contract.ts, streamMessageSchema).
// It only speaks; whatever a client sends is ignored, and a message over 4 KiB closes the socket.
import type { FastifyInstance } from 'fastify';
import type { Sampler, StreamClient } from '../stream/sampler.ts';

/** More sockets than this are turned away, so that a runaway page cannot take the memory of control. */
export const MAX_STREAMS = 250;
const TRY_AGAIN_LATER = 1013;

export async function streamRoute(app: FastifyInstance, { sampler }: { sampler: Sampler }): Promise<void> {
  app.get('/api/stream', { websocket: true, schema: { hide: true } }, (socket) => {
    if (sampler.size() >= MAX_STREAMS) {
      socket.close(TRY_AGAIN_LATER, 'too many streams');
      return;
    }
    const client: StreamClient = {
      bufferedBytes: () => socket.bufferedAmount,
      send: (text) => socket.send(text),
    };
    // An error is always followed by close, which is where the client is forgotten.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => sampler.remove(client));
    sampler.add(client);
  });
}
