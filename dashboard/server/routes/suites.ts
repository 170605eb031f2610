// Suites that were or are under way: the list, one as a table, its report. They are started in routes/scenarios.ts.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import {
  suiteDetailSchema,
  suiteParamsSchema,
  suiteReportQuerySchema,
  suitesSchema,
} from '../../contract/suites.ts';
import type { Archive } from '../archive/archive.ts';
import { suiteDetailOf, suiteReportOf, suiteSummaryOf } from '../archive/suite-detail.ts';
import type { Gate } from '../inquiry/gate.ts';
import { always, withName } from './failures.ts';
import { REPORT_POLICY } from './report-policy.ts';

const tags = ['runs'];
const MEDIA = { html: 'text/html', md: 'text/markdown', junit: 'application/xml' };

export async function suiteRoutes(
  instance: FastifyInstance,
  { archive, gate }: { archive: Archive; gate: Gate },
): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  function suiteNamed(id: string) {
    const found = archive.suite(id);
    if (found !== undefined) return found;
    throw new LakequakeError('not-found', `There is no suite '${id}'.`, {
      hint: 'Take an id from /api/suites.',
    });
  }

  app.get(
    '/api/suites',
    {
      schema: { tags, summary: 'Suites, newest first', response: { 200: suitesSchema, ...always } },
    },
    async () => gate.run(async () => ({ suites: archive.suites().map(suiteSummaryOf) })),
  );

  app.get(
    '/api/suites/:id',
    {
      schema: {
        tags,
        summary: 'One suite: scenario × variant × verdict × detection × recovery',
        params: suiteParamsSchema,
        response: { 200: suiteDetailSchema, ...withName },
      },
    },
    async (request) => gate.run(async () => suiteDetailOf(suiteNamed(request.params.id))),
  );

  app.get(
    '/api/suites/:id/report',
    {
      schema: {
        tags,
        summary: 'Its report: one self-contained HTML page, Markdown, or JUnit XML',
        params: suiteParamsSchema,
        querystring: suiteReportQuerySchema,
        response: { 200: z.string(), ...withName },
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const text = await gate.run(async () => suiteReportOf(suiteNamed(request.params.id), format));
      return reply
        .type(`${MEDIA[format]}; charset=utf-8`)
        .header('content-security-policy', REPORT_POLICY)
        .serializer((body) => body as string)
        .send(text);
    },
  );
}
