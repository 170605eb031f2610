// The course of labs, one lab with its text, where the learner stands in it, its runs, and the files of the workspace. What a lab still
// keeps to itself (hints not asked for, why a prediction was right) is not in any answer. Times are ms since the epoch.
import { z } from 'zod';

const time = z.number();
const count = z.number().int();

export const labIdSchema = z.string().regex(/^\d\d-[a-z0-9-]{1,60}$/);
export const labParamsSchema = z.strictObject({ id: labIdSchema });
const word = z.string().min(1).max(80);
export const fileNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/);
export const labFileParamsSchema = z.strictObject({ id: labIdSchema, file: fileNameSchema });
export const labRunParamsSchema = z.strictObject({
  id: labIdSchema,
  run: z.string().regex(/^[a-z0-9-]{1,40}$/),
});

export const labSummarySchema = z.object({
  id: z.string(),
  number: count,
  title: z.string(),
  idea: z.string(),
  minutes: z.number(),
  started: z.boolean(),
  steps: z.array(z.object({ id: z.string(), title: z.string(), finished: z.boolean() })),
});
export type LabSummary = z.infer<typeof labSummarySchema>;
export const labListSchema = z.object({ labs: z.array(labSummarySchema) });

/** What does not change while one plays. */
export const labSchema = z.object({
  id: z.string(),
  number: count,
  title: z.string(),
  idea: z.string(),
  minutes: z.number(),
  /** Its README, Markdown. */
  text: z.string(),
  runs: z.array(
    z.object({
      id: z.string(),
      /** null while one is still to find out what it is. */
      scenario: z.string().nullable(),
      variant: z.string().nullable(),
      seed: z.number(),
      says: z.string(),
    }),
  ),
  steps: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      does: z.string(),
      run: z.string(),
      file: z.string(),
      hints: count,
      prediction: z
        .object({ question: z.string(), choices: z.array(z.object({ id: z.string(), says: z.string() })) })
        .nullable(),
    }),
  ),
});
export type Lab = z.infer<typeof labSchema>;

export const fileProblemSchema = z.object({
  file: z.string(),
  line: count.nullable(),
  message: z.string(),
  hint: z.string().nullable(),
});
export type FileProblem = z.infer<typeof fileProblemSchema>;

/** `open`: no check has looked at it yet. */
export const stepStandSchema = z.object({
  id: z.string(),
  state: z.enum(['open', 'not-yet', 'wrong', 'cannot-tell', 'passed']),
  /** When a check said so, what it saw, and what to look at next; null while it is open. */
  checkedAt: time.nullable(),
  evidence: z.string().nullable(),
  next: z.string().nullable(),
  /** What it found wrong with a file itself; true of the text that was there then. */
  problem: fileProblemSchema.nullable(),
  /** The hints that were asked for, in their order. */
  hints: z.array(z.string()),
  /** The prediction's choice; null before it was made. */
  predicted: z.string().nullable(),
  /** What the first run that broke after the prediction showed; null before there was one. */
  compared: z.object({ run: z.string(), shown: z.string(), because: z.string() }).nullable(),
});
export type StepStand = z.infer<typeof stepStandSchema>;

export const labStandSchema = z.object({
  id: z.string(),
  /** The last start or reset; null: never started, and there are no files. */
  since: time.nullable(),
  /** The first step that is not finished; null when all are, or none was begun. */
  current: z.string().nullable(),
  steps: z.array(stepStandSchema),
  /** Where the files lie, as seen from where Lakequake was started. */
  folder: z.string(),
  /** `mark` names the text as it is on disk now; `gone` for a file that was taken away. */
  files: z.array(z.object({ name: z.string(), mark: z.string(), savedAt: time.nullable() })),
});
export type LabStand = z.infer<typeof labStandSchema>;

export const labRunBriefSchema = z.object({
  runId: z.string(),
  at: time,
  /** null: sealed, because one is still to find out what it was. */
  verdict: z.enum(['held', 'broken', 'inconclusive']).nullable(),
  /** What the checkers found, most telling first. */
  findings: z.array(z.object({ id: z.string(), title: z.string(), count: z.number() })),
  inconclusiveBecause: z.string().nullable(),
  damageUnseen: z.boolean(),
  hasRecording: z.boolean(),
});
export type LabRunBrief = z.infer<typeof labRunBriefSchema>;

export const labRunsSchema = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      /** With the files as handed out, or the newest that broke. */
      before: labRunBriefSchema.nullable(),
      /** With the files as they are now. */
      now: labRunBriefSchema.nullable(),
    }),
  ),
});
export type LabRuns = z.infer<typeof labRunsSchema>;

export const workspaceFileSchema = z.object({
  name: z.string(),
  /** null: it is gone. */
  text: z.string().nullable(),
  mark: z.string(),
  savedAt: time.nullable(),
  /** Against what was handed out: `- ` handed out, `+ ` yours; empty when nothing differs. */
  diff: z.array(z.string()),
  /** What is wrong with it by itself; null when nothing is, or only a run can tell. */
  problem: fileProblemSchema.nullable(),
});
export type WorkspaceFile = z.infer<typeof workspaceFileSchema>;

export const saveRequestSchema = z.strictObject({
  text: z.string().max(30_000),
  /** The mark of the text it was made from. */
  base: z.string().max(64),
});
/** `saved` false: another editor has saved in between, and `file` is theirs; nothing was written. */
export const saveAnswerSchema = z.object({ saved: z.boolean(), file: workspaceFileSchema });
export type SaveAnswer = z.infer<typeof saveAnswerSchema>;

export const predictRequestSchema = z.strictObject({ step: word, choice: word });
export const labRunRequestSchema = z.strictObject({
  /** With the pipeline.yaml the lab hands out, not with the learner's. */
  start: z.boolean().default(false),
});
export const labRunAnswerSchema = z.object({ job: z.string(), done: z.string() });

export const queryAnswerSchema = z.object({
  file: z.string(),
  run: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.unknown())),
  /** Rows in all; `rows` holds the first of them. */
  total: count,
});
export type QueryAnswer = z.infer<typeof queryAnswerSchema>;
