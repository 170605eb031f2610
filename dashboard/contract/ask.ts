// Questions about why and what: the four of `why`, the trail of one event, the log lines that concern something.
import { z } from 'zod';
import { tableNameSchema } from './lake.ts';
import { runIdSchema } from './runs.ts';

const time = z.number();
const timeOrNull = z.number().nullable();

export const whyParamsSchema = z.strictObject({ question: z.enum(['stuck', 'empty', 'slow']) });
export const whyQuerySchema = z.strictObject({
  table: tableNameSchema.default('gold.traffic'),
  run: runIdSchema.optional(),
});

export const whySchema = z.object({
  question: z.string(),
  table: z.string(),
  at: time,
  /** Where the facts come from: control that runs, or files alone. */
  from: z.string(),
  /** Named cause of the first broken link; null when none is broken. */
  cause: z.string().nullable(),
  summary: z.string(),
  next: z.string().nullable(),
  /** The chain, upstream first. */
  links: z.array(
    z.object({
      id: z.string(),
      claim: z.string(),
      state: z.enum(['ok', 'broken', 'unknown']),
      cause: z.string().nullable(),
      evidence: z.array(z.string()),
      next: z.string().nullable(),
    }),
  ),
});

export const changedQuerySchema = z.strictObject({
  table: tableNameSchema.default('gold.traffic'),
  run: runIdSchema.optional(),
  /** When things turned; found in the table's history when left out. */
  at: z.coerce.number().min(0).optional(),
});

export const changedSchema = z.object({
  table: z.string(),
  turnedAt: timeOrNull,
  how: z.string(),
  summary: z.string(),
  /** Most likely cause first; at most 50. */
  ranked: z.array(
    z.object({
      change: z.object({
        at: time,
        kind: z.string(),
        subject: z.string(),
        before: z.unknown(),
        after: z.unknown(),
        by: z.string(),
        runId: z.string().nullable(),
      }),
      beforeMs: z.number(),
      related: z.boolean(),
    }),
  ),
});

export const traceParamsSchema = z.strictObject({ event: z.string().min(1).max(200) });

export const traceSchema = z.object({
  event: z.string(),
  run: z.string(),
  /** Where it ended, in one word: `counted`, `lost-write`, `late-dropped` … */
  fate: z.string(),
  meaning: z.string(),
  steps: z.array(z.object({ at: timeOrNull, place: z.string(), what: z.string() })),
  /** Where it stands, for links to logs and rows; null when not known. */
  partition: z.number().nullable(),
  offset: z.number().nullable(),
  batch: z.number().nullable(),
  eventTime: timeOrNull,
  /** Window it belongs to, ms since the epoch. */
  windowStart: timeOrNull,
});

export const logsParamsSchema = z.strictObject({ subject: z.string().min(1).max(200) });
export const logsQuerySchema = z.strictObject({
  run: runIdSchema.optional(),
  since: z.coerce.number().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(500),
  level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('trace'),
});

export const logsSchema = z.object({
  subject: z.object({ kind: z.string(), name: z.string() }),
  /** Oldest first; the newest `limit` of them. */
  lines: z.array(
    z.object({
      at: time,
      process: z.string(),
      level: z.string(),
      text: z.string(),
      because: z.string(),
      fields: z.record(z.string(), z.unknown()),
    }),
  ),
  /** Older ones were left out. */
  more: z.boolean(),
});
