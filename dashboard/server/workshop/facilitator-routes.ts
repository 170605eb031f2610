// What needs the facilitator's key: actions and exports. Without it, or with a wrong one, the answer is one sentence; after some wrong ones the
// address has to wait.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { actionSchema, type BoardLab } from '../../../labs/workshop/board-contract.ts';
import { csvOf, exportOf } from '../../../labs/workshop/export.ts';
import { KeyRefused, type Workshop } from '../../../labs/workshop/workshop.ts';
import { actionAnswerSchema } from '../../contract/answers.ts';
import { Refused } from '../plugins/guard.ts';
import { withBody } from '../routes/failures.ts';

interface Options {
  workshop: Workshop;
  title: string;
  labs: readonly BoardLab[];
}

export async function facilitatorRoutes(
  instance: FastifyInstance,
  { workshop, title, labs }: Options,
): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const onlyFacilitator = async (request: FastifyRequest) => {
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    try {
      workshop.requireKey(key, request.ip);
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error;
      throw new Refused(error.message, 'Enter the key that `workshop host` printed.');
    }
  };
  // Asked before the body is looked at: who has no key learns nothing about what would be accepted.
  app.addHook('onRequest', onlyFacilitator);

  app.post(
    '/api/workshop/act',
    { schema: { body: actionSchema, response: { 200: actionAnswerSchema, ...withBody } } },
    async ({ body }) => ({ done: workshop.act(body) }),
  );
  const results = () => exportOf(workshop.state, { title, labs, now: Date.now() });
  app.get('/api/workshop/export.json', async (_request, reply) =>
    reply
      .header('content-disposition', 'attachment; filename="workshop.json"')
      .type('application/json; charset=utf-8')
      .send(`${JSON.stringify(results(), null, 2)}\n`),
  );
  app.get('/api/workshop/export.csv', async (_request, reply) =>
    reply
      .header('content-disposition', 'attachment; filename="workshop.csv"')
      .type('text/csv; charset=utf-8')
      .send(csvOf(results())),
  );
}
