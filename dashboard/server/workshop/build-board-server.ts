// The host's server of a workshop: the page with the board, the sockets of seats and watchers, and what the facilitator may do. It has no lab and
// no lake behind it. Guests may open it from other machines, so every action and every export needs the facilitator's key.
import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { BoardLab } from '../../../labs/workshop/board-contract.ts';
import type { Workshop } from '../../../labs/workshop/workshop.ts';
import { errors } from '../plugins/errors.ts';
import { guard } from '../plugins/guard.ts';
import { page } from '../plugins/page.ts';
import { securityHeaders } from '../plugins/security-headers.ts';
import { sockets } from '../plugins/sockets.ts';
import { sessionRoute } from '../routes/session.ts';
import { boardSocket } from './board-socket.ts';
import { facilitatorRoutes } from './facilitator-routes.ts';
import { seatSocket } from './seat-socket.ts';

export interface BoardServerOptions {
  workshop: Workshop;
  title: string;
  labs: readonly BoardLab[];
  version: string;
  /** Host names besides the loopback ones, without port. */
  allowedHosts: string[];
  /** The built page; dashboard/web/dist unless told. */
  webDir?: string;
  /** How often a seat is asked whether it is there, ms. */
  pingEveryMs?: number;
}

const MAX_BODY_BYTES = 64 * 1024;
/** A seat that comes back sends what it has, 200 lines at a time. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/** Ready for `listenOn`. Closing it closes every socket. */
export async function buildBoardServer(options: BoardServerOptions): Promise<FastifyInstance> {
  const { workshop, title, labs, version, allowedHosts } = options;
  const webDir = options.webDir ?? fileURLToPath(new URL('../../web/dist', import.meta.url));
  const app = Fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await sockets(app, { maxMessageBytes: MAX_MESSAGE_BYTES });
  errors(app);
  // The key is asked for by the routes themselves, with a sentence of their own and a limit on guesses; here it only counts who asks from where.
  guard(app, { allowedHosts, token: undefined, byRoute: true });
  securityHeaders(app);
  await page(app, { webDir });
  await app.register(sessionRoute, {
    session: { mode: 'workshop', version, actions: { allowed: true, needToken: true }, recording: null },
  });
  await app.register(facilitatorRoutes, { workshop, title, labs });
  await app.register(seatSocket, { workshop, pingEveryMs: options.pingEveryMs ?? 5_000 });
  await app.register(boardSocket, { workshop });
  return app;
}
