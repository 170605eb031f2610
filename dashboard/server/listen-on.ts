// Binds the server to loopback at the wanted port, or at the next free one, and says which it became.
import type { FastifyInstance } from 'fastify';
import { LakequakeError } from '../../pipeline/contract/errors.ts';

const DEFAULT_PORT = 7400;
const ATTEMPTS = 100;

export interface Listening {
  url: string;
  port: number;
  /** false when the wanted port was taken. */
  asWanted: boolean;
}

const isTaken = (error: unknown) => {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'EADDRINUSE' || code === 'EACCES';
};

/**
 * Listens at `port` (7400), else at the next free one; port 0 lets the system choose.
 * Throws LakequakeError `port-taken` when a hundred in a row are taken.
 */
export async function listenOn(
  app: FastifyInstance,
  { port = DEFAULT_PORT, host = '127.0.0.1' }: { port?: number; host?: string } = {},
): Promise<Listening> {
  for (let candidate = port; candidate < port + ATTEMPTS && candidate <= 65_535; candidate += 1) {
    try {
      await app.listen({ port: candidate, host });
      const bound =
        new URL(app.listeningOrigin).port === '' ? candidate : Number(new URL(app.listeningOrigin).port);
      return { url: `http://${host}:${bound}/`, port: bound, asWanted: port === 0 || bound === port };
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  throw new LakequakeError('port-taken', `no free port from ${port} to ${port + ATTEMPTS - 1} on ${host}`, {
    hint: 'End what uses them, or name another with --port.',
  });
}
