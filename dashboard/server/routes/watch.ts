// The routes that only read: state, truth, one window, health, and the description of them all.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import {
  errorSchema,
  healthSchema,
  labStateSchema,
  truthSchema,
  windowDetailSchema,
  windowParamsSchema,
} from '../../contract.ts';
import type { LabFeed } from '../feed.ts';
import type { Sampler } from '../stream/sampler.ts';

export interface WatchOptions {
  feed: LabFeed;
  sampler: Sampler;
}

const failures = { 403: errorSchema, 500: errorSchema, 503: errorSchema };
const tags = ['watch'];

export async function watchRoutes(instance: FastifyInstance, { feed, sampler }: WatchOptions): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/state',
    {
      schema: { tags, summary: 'The whole lab now', response: { 200: labStateSchema, ...failures } },
    },
    async () => feed.snapshot(),
  );

  app.get(
    '/api/truth',
    {
      schema: {
        tags,
        summary: "Gold beside the ledger's truth, window by window",
        response: { 200: truthSchema, ...failures },
      },
    },
    async () => feed.truth(),
  );

  app.get(
    '/api/truth/windows/:start',
    {
      schema: {
        tags,
        summary: 'One window with the events gold does not show as they were',
        params: windowParamsSchema,
        response: { 200: windowDetailSchema, 400: errorSchema, 404: errorSchema, ...failures },
      },
    },
    async (request) => {
      const detail = await feed.windowDetail(request.params.start);
      if (detail) return detail;
      throw new LakequakeError('not-found', `There is no window that starts at ${request.params.start}.`, {
        hint: 'Take a start from /api/truth.',
      });
    },
  );

  app.get(
    '/api/health',
    {
      schema: { tags, summary: 'Is the dashboard alive', response: { 200: healthSchema, ...failures } },
    },
    async () => {
      const { at, lab } = feed.snapshot();
      const now = Date.now();
      return {
        ok: true as const,
        version: lab.version,
        at: now,
        stateAgeMs: Math.max(0, now - at),
        streams: sampler.size(),
        slowestStreamBytes: sampler.slowestBytes(),
      };
    },
  );

  app.get(
    '/api/openapi.json',
    { schema: { tags, summary: 'This description', response: { 200: z.any(), ...failures } } },
    async () => instance.swagger(),
  );
}
