// The answers about the lake, as types only: zod never reaches the browser.
import type { z } from 'zod';
import type {
  filesSchema,
  lakeSchema,
  quarantineSchema,
  rowsSchema,
  schemaHistorySchema,
  sqlAnswerSchema,
  versionsSchema,
} from '../../../../contract/lake.ts';

export type Lake = z.infer<typeof lakeSchema>;
export type LakeTable = Lake['tables'][number];
export type Versions = z.infer<typeof versionsSchema>;
export type Files = z.infer<typeof filesSchema>;
export type SchemaHistory = z.infer<typeof schemaHistorySchema>;
export type Rows = z.infer<typeof rowsSchema>;
export type Quarantine = z.infer<typeof quarantineSchema>;
export type SqlAnswer = z.infer<typeof sqlAnswerSchema>;
