// What any route may answer: that something was done, or why not.
import { z } from 'zod';

export const actionAnswerSchema = z.object({ done: z.string() });

export const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }),
});
export type ErrorAnswer = z.infer<typeof errorSchema>;
