// The catalogue of scenarios and how to run one. A variant's settings are told as paths (`producer.acks`) that differ from the
// hardened defaults. The verdict of a run is a RunResult (runs.ts).
import { z } from 'zod';

const json = z.unknown();

export const expectationSchema = z.object({
  verdict: z.enum(['held', 'broken']),
  by: z.array(z.object({ checker: z.string(), atLeast: z.number() })).exactOptional(),
  notBy: z.array(z.string()).exactOptional(),
  noticed: z.object({ signal: z.string().exactOptional(), withinSeconds: z.number() }).exactOptional(),
  refusal: z.string().exactOptional(),
});

/** One setting that is not the default's. */
export const settingDifferenceSchema = z.object({ path: z.string(), value: json, byDefault: json });

export const variantSchema = z.object({
  name: z.string(),
  title: z.string(),
  because: z.string(),
  case: z.string(),
  expect: expectationSchema,
  settings: z.array(settingDifferenceSchema),
  /** For a variant that holds: the settings that make it hold, which a run can switch off one at a time. */
  protections: z.array(z.object({ path: z.string(), off: json })),
});

export const scenarioSchema = z.object({
  id: z.string(),
  title: z.string(),
  teaches: z.string(),
  onlooker: z.string(),
  tags: z.array(z.string()),
  cases: z.array(z.string()),
  variants: z.array(variantSchema),
  /** Settings all variants share. */
  shared: z.array(settingDifferenceSchema),
  /** Checkers that are not asked, and why. */
  notJudged: z.record(z.string(), z.string()),
});
export type CatalogueScenario = z.infer<typeof scenarioSchema>;

export const catalogueSchema = z.object({ scenarios: z.array(scenarioSchema) });

export const scenarioParamsSchema = z.strictObject({ id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/) });

export const scenarioRunRequestSchema = z.strictObject({
  variant: z.string().max(80),
  /** Chosen by the clock when left out; the answer says which. */
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** Leave the injection out: the run must then prove nothing. */
  disarmed: z.boolean().optional(),
  /** Path of a protection to switch off: the run must then break. */
  without: z.string().max(120).optional(),
});

/** A suite: the variants of these scenarios (all when left out), or the short suite's of them. */
export const suiteRequestSchema = z.strictObject({
  scenarios: z.array(z.string().max(64)).min(1).max(200).optional(),
  fast: z.boolean().optional(),
  /** As they stand; every protection switched off once; every fault left out. */
  mode: z.enum(['expected', 'unprotected', 'disarmed']).default('expected'),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});

export const suiteAnswerSchema = z.object({ job: z.string(), runs: z.number().int(), done: z.string() });

export const jobAnswerSchema = z.object({ job: z.string(), seed: z.number(), done: z.string() });

/** The long work the lab does now or did last. */
export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum(['drain', 'scenario', 'suite']),
  scenario: z.string().nullable(),
  variant: z.string().nullable(),
  /** null: a suite that takes its own. */
  seed: z.number().nullable(),
  startedAt: z.number(),
  state: z.enum(['running', 'done', 'failed']),
  /** Its newest line of progress. */
  line: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
});
export type Job = z.infer<typeof jobSchema>;
