// The lake: tables, versions, files, schemas, rows at any version, quarantine, and the SQL box. Reads only; the box takes a POST because
// a query may be long, and so it is held to the rules for actions.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import {
  filesQuerySchema,
  filesSchema,
  lakeQuerySchema,
  lakeSchema,
  quarantineQuerySchema,
  quarantineSchema,
  rowsQuerySchema,
  rowsSchema,
  schemaHistorySchema,
  sqlAnswerSchema,
  sqlRequestSchema,
  tableParamsSchema,
  versionsQuerySchema,
  versionsSchema,
} from '../../contract/lake.ts';
import type { Inquiry } from '../inquiry/inquiry.ts';
import { withBody, withLab } from './failures.ts';

const tags = ['lake'];

export async function lakeRoutes(
  instance: FastifyInstance,
  { inquiry }: { inquiry: Inquiry },
): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/lake',
    {
      schema: {
        tags,
        summary: 'Every table as it is now',
        querystring: lakeQuerySchema,
        response: { 200: lakeSchema, ...withLab },
      },
    },
    async (request) => inquiry.lake(request.query.run),
  );

  app.get(
    '/api/lake/:table/versions',
    {
      schema: {
        tags,
        summary: 'What every version did, newest first',
        params: tableParamsSchema,
        querystring: versionsQuerySchema,
        response: { 200: versionsSchema, ...withLab },
      },
    },
    async (request) => inquiry.versions(request.params.table, request.query),
  );

  app.get(
    '/api/lake/:table/schema',
    {
      schema: {
        tags,
        summary: 'How its columns changed',
        params: tableParamsSchema,
        querystring: lakeQuerySchema,
        response: { 200: schemaHistorySchema, ...withLab },
      },
    },
    async (request) => inquiry.schemas(request.params.table, request.query.run),
  );

  app.get(
    '/api/lake/:table/files',
    {
      schema: {
        tags,
        summary: 'Its data files at a version, newest first',
        params: tableParamsSchema,
        querystring: filesQuerySchema,
        response: { 200: filesSchema, ...withLab },
      },
    },
    async (request) => inquiry.files(request.params.table, request.query),
  );

  app.get(
    '/api/lake/:table/rows',
    {
      schema: {
        tags,
        summary: 'A page of its rows at a version',
        params: tableParamsSchema,
        querystring: rowsQuerySchema,
        response: { 200: rowsSchema, ...withLab },
      },
    },
    async (request) => inquiry.rows(request.params.table, request.query),
  );

  app.get(
    '/api/quarantine',
    {
      schema: {
        tags,
        summary: 'What silver refused, by reason, with examples',
        querystring: quarantineQuerySchema,
        response: { 200: quarantineSchema, ...withLab },
      },
    },
    async (request) => inquiry.quarantine(request.query.run, request.query.version),
  );

  app.post(
    '/api/sql',
    {
      schema: {
        tags,
        summary: 'DuckDB over lake and ledger: read-only, 10 s, 512 MB, 1,000 rows',
        body: sqlRequestSchema,
        response: { 200: sqlAnswerSchema, ...withBody },
      },
    },
    async (request, reply) => {
      const gone = new AbortController();
      // The answer's own close, so that a query nobody waits for any more is stopped.
      reply.raw.once('close', () => gone.abort());
      return inquiry.sql(request.body, gone.signal);
    },
  );
}
