// The routes that only read: state, truth, one window, health, and the description of them all.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import {
  healthSchema,
  labStateSchema,
  truthSchema,
  windowDetailSchema,
  windowParamsSchema,
} from '../../contract.ts';
import type { LabFeed } from '../feed.ts';
import type { Sampler } from '../stream/sampler.ts';
import { always, withName } from './failures.ts';

export interface WatchOptions {
  feed: LabFeed;
  sampler: Sampler;
}

const tags = ['watch'];

export async function watchRoutes(instance: FastifyInstance, { feed, sampler }: WatchOptions): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/state',
    {
      schema: { tags, summary: 'The whole lab now', response: { 200: labStateSchema, ...always } },
    },
    async () => feed.snapshot(),
  );

  app.get(
    '/api/truth',
    {
      schema: {
        tags,
        summary: "Gold beside the ledger's truth, window by window",
        response: { 200: truthSchema, ...always },
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
        response: { 200: windowDetailSchema, ...withName },
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
      schema: { tags, summary: 'Is the dashboard alive', response: { 200: healthSchema, ...always } },
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
    { schema: { tags, summary: 'This description', response: { 200: z.any(), ...always } } },
    async () => instance.swagger(),
  );
}
