// Puts the dashboard's server together: external plugins, own plugins, routes. It knows the lab only through the feed, and what was only
// through archive and inquiry; it writes nothing, and reads no file outside the built page but through those.
import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Session } from '../contract/session.ts';
import { type Archive, emptyArchive } from './archive/archive.ts';
import { recordedMetrics } from './archive/recorded-metrics.ts';
import type { LabFeed } from './feed.ts';
import { createGate } from './inquiry/gate.ts';
import { type Inquiry, noInquiry } from './inquiry/inquiry.ts';
import { type LabDesk, noLabs } from './labs/lab-desk.ts';
import { watchMetrics } from './metrics/watch-metrics.ts';
import { errors } from './plugins/errors.ts';
import { guard } from './plugins/guard.ts';
import { openapi } from './plugins/openapi.ts';
import { page } from './plugins/page.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { sockets } from './plugins/sockets.ts';
import type { Recording } from './recording/read-recording.ts';
import { actRoutes } from './routes/act.ts';
import { askRoutes } from './routes/ask.ts';
import { labRoutes } from './routes/labs.ts';
import { lakeRoutes } from './routes/lake.ts';
import { measureRoutes } from './routes/measure.ts';
import { playRoutes } from './routes/play.ts';
import { runRoutes } from './routes/runs.ts';
import { scenarioRoutes } from './routes/scenarios.ts';
import { sessionRoute } from './routes/session.ts';
import { streamRoute } from './routes/stream.ts';
import { suiteRoutes } from './routes/suites.ts';
import { watchRoutes } from './routes/watch.ts';
import { signalFacts } from './signal-history.ts';
import { type SamplerOptions, startSampler } from './stream/sampler.ts';

export interface ServerOptions {
  feed: LabFeed;
  /** Runs that were; none unless given. */
  archive?: Archive;
  /** Lake, why, traces, logs; refused unless given. Closed with the server. */
  inquiry?: Inquiry;
  /** Labs to play; refused unless given. Closed with the server. */
  labs?: LabDesk;
  /** The server shows this recording and no lab. */
  recording?: Recording;
  /** With it, actions are also accepted from outside the page (`Authorization: Bearer …`). */
  token?: string;
  /** Actions need the token, also from the own page: for a server bound to more than loopback. */
  tokenOnly?: boolean;
  /** Host names besides the loopback ones, without port. */
  allowedHosts?: string[];
  /** The built page; dashboard/web/dist unless told. */
  webDir?: string;
  logger?: FastifyBaseLogger;
  sampling?: Partial<SamplerOptions>;
}

const MAX_BODY_BYTES = 64 * 1024;

function sessionOf({ feed, recording, tokenOnly = false }: ServerOptions): Session {
  const { version } = feed.snapshot().lab;
  const live = recording === undefined;
  return {
    mode: live ? 'live' : 'replay',
    version,
    actions: { allowed: live, needToken: tokenOnly },
    recording: live
      ? null
      : {
          run: recording.header.run.id,
          scenario: recording.header.run.scenario,
          variant: recording.header.run.variant,
          from: recording.from,
          to: recording.to,
        },
  };
}

function emptyServer({ logger }: ServerOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    ...(logger ? { loggerInstance: logger } : {}),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  return app;
}

async function addRoutes(app: FastifyInstance, options: ServerOptions): Promise<void> {
  const { feed, recording, archive = emptyArchive(), sampling } = options;
  const inquiry =
    options.inquiry ?? noInquiry('There is no lake here.', 'Start a lab with `npx lakequake up`.');
  const labs =
    options.labs ??
    noLabs('There is nobody here to play a lab with.', 'Start a lab with `npx lakequake up`.');
  const gate = createGate({ atOnce: 2, waiting: 50 });
  const sampler = startSampler(feed, sampling);
  const measured = watchMetrics(feed);
  app.addHook('preClose', async () => {
    sampler.stop();
    measured.stop();
    inquiry.close();
    labs.close();
  });
  await app.register(sessionRoute, { session: sessionOf(options) });
  await app.register(watchRoutes, { feed, sampler });
  await app.register(measureRoutes, {
    feed,
    live: recording === undefined,
    series: (query) =>
      recording === undefined
        ? measured.store.read(query, feed.snapshot().faults)
        : recordedMetrics(recording, query),
    signalFacts: await signalFacts(),
  });
  await app.register(actRoutes, { feed });
  await app.register(scenarioRoutes, { feed });
  await app.register(runRoutes, { archive, gate });
  await app.register(suiteRoutes, { archive, gate });
  await app.register(labRoutes, { labs });
  await app.register(lakeRoutes, { inquiry });
  await app.register(askRoutes, { inquiry });
  await app.register(playRoutes, { archive, gate, whole: recording?.header.run.id });
  if (recording === undefined) await app.register(streamRoute, { sampler });
}

/** The server, ready for `listenOn` (or `inject` in a test). Closing it closes every stream. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { feed, token, tokenOnly = false, allowedHosts = [] } = options;
  const webDir = options.webDir ?? fileURLToPath(new URL('../web/dist', import.meta.url));
  const app = emptyServer(options);
  // First of all, because it must know that a request is an upgrade before the guard may refuse it.
  await sockets(app);
  // Own hooks stand before the plugins that bring routes, so that they hold for those too.
  errors(app);
  guard(app, { allowedHosts, token, tokenOnly });
  securityHeaders(app);
  await openapi(app, { version: feed.snapshot().lab.version });
  await page(app, { webDir });
  await addRoutes(app, options);
  return app;
}
