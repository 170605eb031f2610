// What the server and the process of the SQL box say to each other.

import type { z } from 'zod';
import type { ErrorCode } from '../../../pipeline/contract/errors.ts';
import type { sqlAnswerSchema } from '../../contract/lake.ts';

export type SqlAnswer = z.output<typeof sqlAnswerSchema>;

export type ToSqlProcess =
  | { type: 'query'; id: number; sql: string; run: string | null; limit: number }
  | { type: 'stop'; id: number };

export type FromSqlProcess =
  | { id: number; answer: SqlAnswer }
  | { id: number; error: { code: ErrorCode; message: string; hint: string | null } };
