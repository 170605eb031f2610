// The answers to questions of why, as types only: zod never reaches the browser.
import type { z } from 'zod';
import type { changedSchema, logsSchema, traceSchema, whySchema } from '../../../../contract/ask.ts';

export type WhyAnswer = z.infer<typeof whySchema>;
export type ChangedAnswer = z.infer<typeof changedSchema>;
export type Trace = z.infer<typeof traceSchema>;
export type Logs = z.infer<typeof logsSchema>;
export type LogLine = Logs['lines'][number];
