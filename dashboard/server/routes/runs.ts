// Runs that were: the list, one of them, its report, its recording as a file and as series, two beside each other.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { metricsQuerySchema, metricsSchema } from '../../contract/metrics.ts';
import { timelineSchema } from '../../contract/player.ts';
import {
  compareQuerySchema,
  compareSchema,
  reportQuerySchema,
  runDetailSchema,
  runParamsSchema,
  runsQuerySchema,
  runsSchema,
} from '../../contract/runs.ts';
import type { Archive } from '../archive/archive.ts';
import { compareRuns } from '../archive/compare-runs.ts';
import { recordedMetrics } from '../archive/recorded-metrics.ts';
import { recordedTimeline } from '../archive/timeline.ts';
import type { Gate } from '../inquiry/gate.ts';
import { withInput, withName } from './failures.ts';
import { REPORT_POLICY } from './report-policy.ts';

const tags = ['runs'];

/** The files one after the other: gzip members are one gzip file. */
async function* contentOf(files: readonly string[]): AsyncGenerator<Buffer> {
  for (const file of files) yield* createReadStream(file) as AsyncIterable<Buffer>;
}

export async function runRoutes(
  instance: FastifyInstance,
  { archive, gate }: { archive: Archive; gate: Gate },
): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/runs',
    {
      schema: {
        tags,
        summary: 'Runs, newest first',
        querystring: runsQuerySchema,
        response: { 200: runsSchema, ...withInput },
      },
    },
    async (request) => gate.run(() => archive.runs(request.query)),
  );

  app.get(
    '/api/runs/:id',
    {
      schema: {
        tags,
        summary: 'One run: settings, phases, samples, and its whole result',
        params: runParamsSchema,
        response: { 200: runDetailSchema, ...withName },
      },
    },
    async (request) => gate.run(() => archive.detail(request.params.id)),
  );

  app.get(
    '/api/runs/:id/report',
    {
      schema: {
        tags,
        summary: 'Its report: one self-contained HTML page, or Markdown',
        params: runParamsSchema,
        querystring: reportQuerySchema,
        response: { 200: z.string(), ...withName },
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const text = await gate.run(() => archive.report(request.params.id, format));
      return reply
        .type(format === 'html' ? 'text/html; charset=utf-8' : 'text/markdown; charset=utf-8')
        .header('content-security-policy', REPORT_POLICY)
        .serializer((body) => body as string)
        .send(text);
    },
  );

  app.get(
    '/api/runs/:id/recording',
    {
      schema: {
        tags,
        summary: 'Its recording as a file, for `lakequake replay`',
        params: runParamsSchema,
        response: { 200: z.any(), ...withName },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const files = archive.recordingFiles(id);
      if (files.length === 0)
        throw new LakequakeError('not-found', `There is no recording of run '${id}'.`, {
          hint: 'See hasRecording in /api/runs.',
        });
      return reply
        .type('application/gzip')
        .header('content-disposition', `attachment; filename="lakequake-${id}.jsonl.gz"`)
        .send(Readable.from(contentOf(files)));
    },
  );

  app.get(
    '/api/runs/:id/timeline',
    {
      schema: {
        tags,
        summary: 'Phases, faults and signals of its recording, for a scrubber',
        params: runParamsSchema,
        response: { 200: timelineSchema, ...withName },
      },
    },
    async (request) => gate.run(async () => recordedTimeline(await archive.recording(request.params.id))),
  );

  app.get(
    '/api/runs/:id/metrics',
    {
      schema: {
        tags,
        summary: 'The series of its recording',
        params: runParamsSchema,
        querystring: metricsQuerySchema,
        response: { 200: metricsSchema, ...withName },
      },
    },
    async (request) =>
      gate.run(async () => recordedMetrics(await archive.recording(request.params.id), request.query)),
  );

  app.get(
    '/api/compare',
    {
      schema: {
        tags,
        summary: 'Two runs beside each other',
        querystring: compareQuerySchema,
        response: { 200: compareSchema, ...withName },
      },
    },
    async (request) =>
      gate.run(async () => {
        const { a, b } = request.query;
        return compareRuns(await archive.detail(a), await archive.detail(b));
      }),
  );
}
