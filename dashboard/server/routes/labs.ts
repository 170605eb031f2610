// Labs: what there is, where the learner stands, and what a learner does. Reading is for everybody who may read; whatever changes a file or
// the progress is an action, with the guard's rules. No path is taken from a request, only the names a lab hands out.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import {
  labFileParamsSchema,
  labListSchema,
  labParamsSchema,
  labRunAnswerSchema,
  labRunParamsSchema,
  labRunRequestSchema,
  labRunsSchema,
  labSchema,
  labStandSchema,
  predictRequestSchema,
  queryAnswerSchema,
  saveAnswerSchema,
  saveRequestSchema,
  workspaceFileSchema,
} from '../../contract/labs.ts';
import type { LabDesk } from '../labs/lab-desk.ts';
import { always, withBody, withLab } from './failures.ts';

const reads = (summary: string) => ({ tags: ['labs'], summary });
const params = labParamsSchema;

export async function labRoutes(instance: FastifyInstance, { labs }: { labs: LabDesk }): Promise<void> {
  await instance.register(readRoutes, { labs });
  await instance.register(playRoutes, { labs });
  await instance.register(fileRoutes, { labs });
}

async function readRoutes(instance: FastifyInstance, { labs }: { labs: LabDesk }): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/api/labs',
    {
      schema: {
        ...reads('The course, with how far one is'),
        response: { 200: labListSchema, ...always, 409: withLab[409] },
      },
    },
    async () => labs.list(),
  );
  app.get(
    '/api/labs/:id',
    {
      schema: {
        ...reads('One lab: its text, steps, predictions and runs'),
        params,
        response: { 200: labSchema, ...withLab },
      },
    },
    async ({ params: { id } }) => labs.lab(id),
  );
  app.get(
    '/api/labs/:id/stand',
    {
      schema: {
        ...reads('Where the learner stands, on whatever screen or command line it was done'),
        params,
        response: { 200: labStandSchema, ...withLab },
      },
    },
    async ({ params: { id } }) => labs.stand(id),
  );
  app.get(
    '/api/labs/:id/runs',
    {
      schema: {
        ...reads('The runs it is judged on: as handed out, and with the files as they are now'),
        params,
        response: { 200: labRunsSchema, ...withLab },
      },
    },
    async ({ params: { id } }) => labs.runs(id),
  );
}

async function playRoutes(instance: FastifyInstance, { labs }: { labs: LabDesk }): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const standing = (summary: string) => ({
    schema: { ...reads(summary), params, response: { 200: labStandSchema, ...withBody } },
  });
  app.post('/api/labs/:id/start', standing('Hand out the files, unless they are there'), async (request) =>
    labs.start(request.params.id),
  );
  app.post(
    '/api/labs/:id/reset',
    standing('Files as handed out; predictions, hints and earlier runs do not count any more'),
    async (request) => labs.reset(request.params.id),
  );
  app.post('/api/labs/:id/solve', standing('Put the solution over the files'), async (request) =>
    labs.solve(request.params.id),
  );
  app.post('/api/labs/:id/hint', standing("Unlock the current step's next hint"), async (request) =>
    labs.hint(request.params.id),
  );
  app.post(
    '/api/labs/:id/predict',
    {
      schema: {
        ...reads('Answer the question of a step, before its run'),
        params,
        body: predictRequestSchema,
        response: { 200: labStandSchema, ...withBody },
      },
    },
    async ({ params: { id }, body }) => labs.predict(id, body.step, body.choice),
  );
  app.post(
    '/api/labs/:id/runs/:run',
    {
      schema: {
        ...reads("Run the lab's scenario on the learner's files; follow it in the state (job, run)"),
        params: labRunParamsSchema,
        body: labRunRequestSchema,
        response: { 202: labRunAnswerSchema, ...withBody },
      },
    },
    async ({ params: { id, run }, body }, reply) => reply.code(202).send(await labs.run(id, run, body.start)),
  );
  app.post(
    '/api/labs/:id/check',
    {
      schema: {
        ...reads('Look at the open steps; what passed is kept'),
        params,
        response: { 200: labStandSchema, ...withBody },
      },
    },
    async (request) => labs.check(request.params.id),
  );
}

async function fileRoutes(instance: FastifyInstance, { labs }: { labs: LabDesk }): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/api/labs/:id/files/:file',
    {
      schema: {
        ...reads('A file of the workspace as it is on disk, with what was changed and what is wrong with it'),
        params: labFileParamsSchema,
        response: { 200: workspaceFileSchema, ...withLab },
      },
    },
    async ({ params: { id, file } }) => labs.file(id, file),
  );
  app.post(
    '/api/labs/:id/files/:file',
    {
      schema: {
        ...reads('Save a file, unless somebody else has saved it in between'),
        params: labFileParamsSchema,
        body: saveRequestSchema,
        response: { 200: saveAnswerSchema, ...withBody },
      },
    },
    async ({ params: { id, file }, body }) => labs.save(id, file, body.text, body.base),
  );
  app.post(
    '/api/labs/:id/files/:file/query',
    {
      schema: {
        ...reads("Ask the learner's SQL of the run it is judged on"),
        params: labFileParamsSchema,
        response: { 200: queryAnswerSchema, ...withBody },
      },
    },
    async (request) => labs.query(request.params.id, request.params.file),
  );
}
