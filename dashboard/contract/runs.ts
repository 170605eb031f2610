// Runs that are over, or under way, as their journals tell them: the list, one run with its result and samples, two beside
// each other. Journals outlive versions, so results may carry more than is named here, and older ones less.
import { z } from 'zod';

const time = z.number();
const json = z.unknown();

export const runIdSchema = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/);
export const runParamsSchema = z.strictObject({ id: runIdSchema });

export const runSummarySchema = z.object({
  id: z.string(),
  kind: z.enum(['lab', 'drain', 'scenario']),
  scenario: z.string().nullable(),
  variant: z.string().nullable(),
  seed: z.number().nullable(),
  startedAt: time.nullable(),
  /** null: it has none (a lab), did not end, or still runs. */
  verdict: z.enum(['held', 'broken', 'inconclusive']).nullable(),
  asExpected: z.boolean().nullable(),
  seconds: z.number().nullable(),
  /** `ended` in order, `failed` with an error, `unfinished`: no end in its journal (it runs now, or its runner was killed). */
  state: z.enum(['ended', 'failed', 'unfinished']),
  hasRecording: z.boolean(),
  hasReport: z.boolean(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const runsQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** Runs older than this id. */
  before: runIdSchema.optional(),
  scenario: z.string().max(64).optional(),
  kind: z.enum(['lab', 'drain', 'scenario']).optional(),
});
export const runsSchema = z.object({ runs: z.array(runSummarySchema), more: z.boolean() });

export const evidenceSchema = z.looseObject({
  id: z.string(),
  title: z.string(),
  means: z.string(),
  count: z.number(),
  /** At most 20; `event` or `event_id` names one that `GET /api/trace/:event` follows. */
  examples: z.array(z.record(z.string(), json)),
});

export const detectionSchema = z.looseObject({
  fault: z.string(),
  injectedAt: time,
  first: z
    .looseObject({ signal: z.string(), subject: z.string(), says: z.string(), seconds: z.number() })
    .nullable(),
  fired: z.array(z.looseObject({ signal: z.string(), subject: z.string(), seconds: z.number() })),
  silent: z.array(z.string()),
  faultUnseen: z.boolean(),
});

/** A RunResult of chaos/result.ts: all that a verdict card shows. */
export const runResultSchema = z.looseObject({
  scenario: z.string(),
  variant: z.string(),
  seed: z.number(),
  runId: z.string(),
  verdict: z.enum(['held', 'broken', 'inconclusive']),
  expected: z.looseObject({ verdict: z.string() }),
  asExpected: z.boolean(),
  inconclusiveBecause: z.string().nullable(),
  refused: z.object({ code: z.string(), says: z.string() }).nullish(),
  without: z.string().nullish(),
  evidence: z.array(evidenceSchema),
  detection: z.array(detectionSchema),
  damageUnseen: z.boolean(),
  diagnoses: z
    .array(
      z.looseObject({ question: z.string(), rightCause: z.string(), cause: z.string(), says: z.string() }),
    )
    .optional(),
  recoverySeconds: z.number().nullable(),
  phases: z.array(
    z.looseObject({
      phase: z.string(),
      at: time,
      seconds: z.number(),
      acked: z.number(),
      says: z.string().nullable(),
    }),
  ),
  faults: z.array(
    z.looseObject({
      fault: z.string(),
      args: z.record(z.string(), json),
      proof: z.string().nullable(),
      injectedAt: time,
      undoneAt: time.nullable(),
    }),
  ),
  totals: z.record(z.string(), json).nullable(),
  scheduleHash: z.string(),
  seconds: z.number(),
});

export const runSampleSchema = z.object({
  at: time,
  acked: z.number().nullable(),
  ackP99Ms: z.number().nullable(),
  lagMs: z.number().nullable(),
  isr: z.number().nullable(),
  /** Signals firing, as `id/subject`. */
  active: z.array(z.string()),
  well: z.boolean().nullable(),
});

export const runDetailSchema = z.object({
  summary: runSummarySchema,
  /** Settings that differ from the defaults, by path; null when no journal tells. */
  changed: z.record(z.string(), json).nullable(),
  versions: z.record(z.string(), z.string()).nullable(),
  scheduleHash: z.string().nullable(),
  result: runResultSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  phases: z.array(z.object({ phase: z.string(), state: z.string(), at: time, says: z.string().nullable() })),
  faults: z.array(z.object({ fault: z.string(), state: z.string(), at: time, says: z.string().nullable() })),
  signals: z.array(z.object({ signal: z.string(), subject: z.string(), says: z.string(), firedAt: time })),
  samples: z.array(runSampleSchema),
  /** What every checker found, also nothing. */
  checks: z.array(z.object({ id: z.string(), title: z.string(), count: z.number(), violated: z.boolean() })),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

export const reportQuerySchema = z.strictObject({ format: z.enum(['html', 'md']).default('html') });

export const compareQuerySchema = z.strictObject({ a: runIdSchema, b: runIdSchema });

export const compareSchema = z.object({
  /** Same scenario, seed and fault schedule: the two differ in settings alone. */
  comparable: z.boolean(),
  why: z.string(),
  settings: z.array(z.object({ path: z.string(), a: json, b: json })),
  checks: z.array(
    z.object({ id: z.string(), title: z.string(), a: z.number().nullable(), b: z.number().nullable() }),
  ),
  totals: z.array(z.object({ name: z.string(), a: z.number().nullable(), b: z.number().nullable() })),
  a: runDetailSchema,
  b: runDetailSchema,
  /** The moment to lay over each other: the first injection, ms since the epoch; null where nothing was injected. */
  zero: z.object({ a: time.nullable(), b: time.nullable() }),
});
export type Comparison = z.infer<typeof compareSchema>;
