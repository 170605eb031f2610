// What the server asks the process that checks labs, and what it answers.
import type { z } from 'zod';
import type { queryAnswerSchema } from '../../contract/labs.ts';

export type LabQuestion = { kind: 'check'; lab: string } | { kind: 'query'; lab: string; file: string };

/** A check keeps what it found in the progress. */
export type LabAnswer = { kept: true } | { rows: z.output<typeof queryAnswerSchema> };
