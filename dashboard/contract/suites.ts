// Suites that were, or are under way: the list, and one of them as the table scenario × variant × verdict × detection × recovery. The
// words of a row are those of every other rendering of a suite (chaos/suite/rows.ts).
import { z } from 'zod';

export const suiteIdSchema = z.string().regex(/^[a-z0-9]{1,16}$/);
export const suiteParamsSchema = z.strictObject({ id: suiteIdSchema });

export const suiteSummarySchema = z.object({
  id: z.string(),
  /** ms since the epoch. */
  startedAt: z.number(),
  seed: z.number(),
  mode: z.enum(['expected', 'yours', 'unprotected', 'disarmed']),
  /** What such a suite asks, in words. */
  title: z.string(),
  runtime: z.string(),
  /** Runs of the whole suite; `done` of them have a result. */
  planned: z.number().int(),
  done: z.number().int(),
  asWanted: z.number().int(),
  /** One sentence about the whole. */
  says: z.string(),
});
export type SuiteSummary = z.infer<typeof suiteSummarySchema>;

export const suitesSchema = z.object({ suites: z.array(suiteSummarySchema) });

export const suiteRowSchema = z.object({
  scenario: z.string(),
  variant: z.string(),
  verdict: z.enum(['held', 'broken', 'inconclusive']),
  outcome: z.string(),
  asWanted: z.boolean(),
  found: z.string(),
  fault: z.string(),
  damage: z.string(),
  recovery: z.string(),
  seconds: z.string(),
  note: z.string(),
  /** Empty when the run never began. */
  runId: z.string(),
});

export const suiteDetailSchema = z.object({ summary: suiteSummarySchema, rows: z.array(suiteRowSchema) });
export type SuiteDetail = z.infer<typeof suiteDetailSchema>;

export const suiteReportQuerySchema = z.strictObject({
  format: z.enum(['html', 'md', 'junit']).default('html'),
});
