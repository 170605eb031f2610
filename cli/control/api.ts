// What the command line may ask of a running control, on the dashboard's own server: end, start a job, follow it.
// Every route needs the token of `control.json`, which only this user can read.
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { JobRequest, JobRunner } from './jobs.ts';

export interface ControlApi {
  token: string;
  jobs: JobRunner;
  /** Called after the answer to `down` has been sent. */
  end: () => void;
  heal: () => Promise<string>;
}

function sameToken(given: string | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(`Bearer ${token}`)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Registers the routes under /api/control. Call it before the server listens. */
export function controlRoutes(app: FastifyInstance, { token, jobs, end, heal }: ControlApi): void {
  const onlyWithToken = async (request: FastifyRequest, reply: FastifyReply) => {
    if (sameToken(request.headers.authorization, token)) return;
    await reply
      .code(401)
      .send({ error: { code: 'bad-argument', message: 'this needs the token of control.json', hint: null } });
  };
  app.register(async (scope) => {
    scope.addHook('onRequest', onlyWithToken);
    scope.post('/api/control/end', async (_request, reply) => {
      reply.raw.once('finish', () => setImmediate(end));
      return { done: 'ending' };
    });
    scope.post('/api/control/heal', async () => ({ done: await heal() }));
    scope.post('/api/control/jobs', async (request) => ({ id: jobs.start(request.body as JobRequest) }));
    scope.post('/api/control/jobs/abort', async () => {
      jobs.abort();
      return { done: 'stopping' };
    });
    scope.get<{ Params: { id: string }; Querystring: { since?: string } }>(
      '/api/control/jobs/:id',
      async (request) => {
        const state = jobs.state(request.params.id);
        if (state === undefined)
          throw new LakequakeError('not-found', `there is no job '${request.params.id}'`, {
            hint: 'see what runs with `npx lakequake status`',
          });
        return { ...state, lines: state.lines.slice(Number(request.query.since ?? 0)) };
      },
    );
  });
}
