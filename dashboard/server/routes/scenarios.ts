// The catalogue, and running one of it. What a scenario is, the files of chaos/scenarios say; nothing of it is repeated here.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { listScenarios } from '../../../chaos/run.ts';
import { planSuite } from '../../../chaos/suite/plan.ts';
import { protectionOf, variantOf } from '../../../chaos/variants.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { actionAnswerSchema } from '../../contract/answers.ts';
import {
  catalogueSchema,
  jobAnswerSchema,
  scenarioParamsSchema,
  scenarioRunRequestSchema,
  suiteAnswerSchema,
  suiteRequestSchema,
} from '../../contract/scenarios.ts';
import { catalogue } from '../catalogue.ts';
import type { LabFeed } from '../feed.ts';
import { always, withBody } from './failures.ts';

async function scenarioNamed(id: string) {
  const found = (await listScenarios()).find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new LakequakeError('not-found', `There is no scenario '${id}'.`, { hint: 'See /api/scenarios.' });
}

export async function scenarioRoutes(instance: FastifyInstance, { feed }: { feed: LabFeed }): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/scenarios',
    {
      schema: {
        tags: ['watch'],
        summary: 'The catalogue: what each scenario teaches, its variants, what is expected of them',
        response: { 200: catalogueSchema, ...always },
      },
    },
    async () => ({ scenarios: catalogue(await listScenarios()) }),
  );

  app.post(
    '/api/scenarios/:id/run',
    {
      schema: {
        tags: ['act'],
        summary: 'Run a variant; follow it in the state (job, run)',
        params: scenarioParamsSchema,
        body: scenarioRunRequestSchema,
        response: { 202: jobAnswerSchema, ...withBody },
      },
    },
    async (request, reply) => {
      const scenario = await scenarioNamed(request.params.id);
      const { variant, disarmed = false, without, seed = Date.now() % 100_000 } = request.body;
      variantOf(scenario, variant);
      if (without !== undefined) protectionOf(scenario, variant, without);
      const job = await feed.actions.runScenario({ scenario: scenario.id, variant, seed, disarmed, without });
      return reply.code(202).send({ job, seed, done: `${scenario.id}/${variant} begins, seed ${seed}.` });
    },
  );

  app.post(
    '/api/suites',
    {
      schema: {
        tags: ['act'],
        summary:
          'Run many variants one after the other; each becomes a run of its own, and an interrupted suite goes on',
        body: suiteRequestSchema,
        response: { 202: suiteAnswerSchema, ...withBody },
      },
    },
    async (request, reply) => {
      const { scenarios = null, fast = false, mode, seed = null } = request.body;
      const runs = planSuite(await listScenarios(), { scenarios, fast, tags: null, variants: null }, mode);
      const job = await feed.actions.runSuite({ mode, runs, seed });
      const many = runs.length === 1 ? '1 run begins' : `${runs.length} runs begin, one after the other`;
      return reply
        .code(202)
        .send({ job, runs: runs.length, done: `${many}. Each stands in Runs when it has ended.` });
    },
  );

  app.post(
    '/api/scenarios/stop',
    {
      schema: {
        tags: ['act'],
        summary: 'Stop the run that is under way; it heals and ends',
        response: { 200: actionAnswerSchema, ...withBody },
      },
    },
    async () => ({ done: await feed.actions.stopJob() }),
  );
}
