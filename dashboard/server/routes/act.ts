// The routes that change something. The guard has already refused whatever does not come from the own page or bear the token.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { actionAnswerSchema, errorSchema } from '../../contract/answers.ts';
import { rateRequestSchema } from '../../contract.ts';
import type { LabFeed } from '../feed.ts';

const response = {
  200: actionAnswerSchema,
  400: errorSchema,
  403: errorSchema,
  409: errorSchema,
  413: errorSchema,
  415: errorSchema,
  500: errorSchema,
  503: errorSchema,
};
const tags = ['act'];

export async function actRoutes(instance: FastifyInstance, { feed }: { feed: LabFeed }): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.post('/api/heal', { schema: { tags, summary: 'Undo every fault', response } }, async () => ({
    done: await feed.actions.heal(),
  }));

  app.post(
    '/api/source/rate',
    { schema: { tags, summary: "Set the source's rate", body: rateRequestSchema, response } },
    async (request) => ({ done: await feed.actions.setRate(request.body.ratePerSecond) }),
  );
}
