// What the server and a process that answers its questions say to each other.
import type { ErrorCode } from '../../../pipeline/contract/errors.ts';

export type ToProcess<Question> =
  | { type: 'ask'; id: number; question: Question }
  | { type: 'stop'; id: number };

export type FromProcess<Answer> =
  | { id: number; answer: Answer }
  | { id: number; error: { code: ErrorCode; message: string; hint: string | null } };
