// Measurements: /metrics for Prometheus, the series of the last hour for the page, and the history of the signals.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { errorSchema } from '../../contract/answers.ts';
import {
  type Metrics,
  type MetricsQuery,
  metricsQuerySchema,
  metricsSchema,
} from '../../contract/metrics.ts';
import { signalHistoryOf } from '../../contract/signal-history-of.ts';
import { signalHistorySchema } from '../../contract/signals.ts';
import type { LabFeed } from '../feed.ts';
import { CONTENT_TYPE, exposition } from '../metrics/exposition.ts';
import type { FactsOn } from '../signal-history.ts';
import { always, withInput } from './failures.ts';

const tags = ['watch'];

export interface MeasureOptions {
  feed: LabFeed;
  /** A lab stands behind the feed, not a recording. */
  live: boolean;
  series: (query: MetricsQuery) => Metrics;
  signalFacts: FactsOn;
}

export async function measureRoutes(
  instance: FastifyInstance,
  { feed, live, series, signalFacts }: MeasureOptions,
): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/metrics',
    {
      schema: {
        tags,
        summary: "Prometheus' text format; what is not known is absent",
        response: { 200: z.string(), 409: errorSchema, ...always },
      },
    },
    async (_request, reply) => {
      if (!live)
        throw new LakequakeError('not-running', 'A recording measures nothing now.', {
          hint: 'Ask for its series at /api/metrics.',
        });
      return reply
        .type(CONTENT_TYPE)
        .serializer((body) => body as string)
        .send(exposition(feed.snapshot()));
    },
  );

  app.get(
    '/api/metrics',
    {
      schema: {
        tags,
        summary: 'The series of the last hour, a point a second; gaps are null',
        querystring: metricsQuerySchema,
        response: { 200: metricsSchema, ...withInput },
      },
    },
    async (request) => series(request.query),
  );

  app.get(
    '/api/signals',
    {
      schema: {
        tags,
        summary: 'Every signal since the run began, beside the faults: who noticed what',
        response: { 200: signalHistorySchema, ...always },
      },
    },
    async () => {
      const state = feed.snapshot();
      return signalHistoryOf(state, signalFacts(state.lab.engine));
    },
  );
}
