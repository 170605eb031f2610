// Why, the trail of one event, and the log lines that concern something: the questions of the command line, for the page.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import {
  changedQuerySchema,
  changedSchema,
  logsParamsSchema,
  logsQuerySchema,
  logsSchema,
  traceParamsSchema,
  traceSchema,
  whyParamsSchema,
  whyQuerySchema,
  whySchema,
} from '../../contract/ask.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import { withLab } from './failures.ts';

const tags = ['ask'];

export async function askRoutes(instance: FastifyInstance, { inquiry }: { inquiry: Inquiry }): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/why/changed',
    {
      schema: {
        tags,
        summary: 'Which change most likely turned things',
        querystring: changedQuerySchema,
        response: { 200: changedSchema, ...withLab },
      },
    },
    async ({ query }) => inquiry.changed(query.table, query.run, query.at),
  );

  app.get(
    '/api/why/:question',
    {
      schema: {
        tags,
        summary: 'Why it is stuck, empty or slow: the chain, and its first broken link',
        params: whyParamsSchema,
        querystring: whyQuerySchema,
        response: { 200: whySchema, ...withLab },
      },
    },
    async ({ params, query }) => inquiry.why(params.question, query.table, query.run),
  );

  app.get(
    '/api/trace/:event',
    {
      schema: {
        tags,
        summary: "One event's path with times, and what became of it",
        params: traceParamsSchema,
        response: { 200: traceSchema, ...withLab },
      },
    },
    async ({ params }) => inquiry.trace(params.event),
  );

  app.get(
    '/api/logs/:subject',
    {
      schema: {
        tags,
        summary: 'Every log line that concerns an event, a batch, a process or a run',
        params: logsParamsSchema,
        querystring: logsQuerySchema,
        response: { 200: logsSchema, ...withLab },
      },
    },
    async ({ params, query }) => inquiry.logs(params.subject, query),
  );
}
