// Puts the dashboard's server together: external plugins, own plugins, routes. It knows the lab only through the feed,
// writes nothing, and reads no file outside the built page.
import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { LabFeed } from './feed.ts';
import { errors } from './plugins/errors.ts';
import { guard } from './plugins/guard.ts';
import { openapi } from './plugins/openapi.ts';
import { page } from './plugins/page.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { sockets } from './plugins/sockets.ts';
import { actRoutes } from './routes/act.ts';
import { streamRoute } from './routes/stream.ts';
import { watchRoutes } from './routes/watch.ts';
import { type SamplerOptions, startSampler } from './stream/sampler.ts';

export interface ServerOptions {
  feed: LabFeed;
  /** With it, actions are also accepted from outside the page (`Authorization: Bearer …`). */
  token?: string;
  /** Host names besides the loopback ones, without port. */
  allowedHosts?: string[];
  /** The built page; dashboard/web/dist unless told. */
  webDir?: string;
  logger?: FastifyBaseLogger;
  sampling?: Partial<SamplerOptions>;
}

const MAX_BODY_BYTES = 64 * 1024;

/** The server, ready for `listenOn` (or `inject` in a test). Closing it closes every stream. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { feed, token, allowedHosts = [] } = options;
  const webDir = options.webDir ?? fileURLToPath(new URL('../web/dist', import.meta.url));
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    ...(options.logger ? { loggerInstance: options.logger } : {}),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const sampler = startSampler(feed, options.sampling);
  app.addHook('preClose', async () => sampler.stop());

  // First of all, because it must know that a request is an upgrade before the guard may refuse it.
  await sockets(app);
  // Own hooks stand before the plugins that bring routes, so that they hold for those too.
  errors(app);
  guard(app, { allowedHosts, token });
  securityHeaders(app);
  await openapi(app, { version: feed.snapshot().lab.version });
  await page(app, { webDir });

  await app.register(watchRoutes, { feed, sampler });
  await app.register(actRoutes, { feed });
  await app.register(streamRoute, { sampler });
  return app;
}
