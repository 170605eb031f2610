// The port through which the server answers questions that need more than the state: the lake's tables, SQL, why, traces, logs. One
// implementation reads a state folder; a recording refuses what it does not hold.
import type { z } from 'zod';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { TableName } from '../../../pipeline/contract/tables.ts';
import type {
  changedSchema,
  logsQuerySchema,
  logsSchema,
  traceSchema,
  whyParamsSchema,
  whySchema,
} from '../../contract/ask.ts';
import type {
  filesQuerySchema,
  filesSchema,
  lakeSchema,
  quarantineSchema,
  rowsQuerySchema,
  rowsSchema,
  schemaHistorySchema,
  sqlAnswerSchema,
  sqlRequestSchema,
  versionsQuerySchema,
  versionsSchema,
} from '../../contract/lake.ts';

type Of<T extends z.ZodType> = Promise<z.output<T>>;

export interface Inquiry {
  lake(run: string | undefined): Of<typeof lakeSchema>;
  versions(table: TableName, query: z.output<typeof versionsQuerySchema>): Of<typeof versionsSchema>;
  schemas(table: TableName, run: string | undefined): Of<typeof schemaHistorySchema>;
  files(table: TableName, query: z.output<typeof filesQuerySchema>): Of<typeof filesSchema>;
  rows(table: TableName, query: z.output<typeof rowsQuerySchema>): Of<typeof rowsSchema>;
  quarantine(run: string | undefined, version: number | undefined): Of<typeof quarantineSchema>;
  /** Stops the query when the signal fires. */
  sql(query: z.output<typeof sqlRequestSchema>, signal: AbortSignal): Of<typeof sqlAnswerSchema>;
  why(
    question: z.output<typeof whyParamsSchema>['question'],
    table: TableName,
    run: string | undefined,
  ): Of<typeof whySchema>;
  changed(table: TableName, run: string | undefined, at: number | undefined): Of<typeof changedSchema>;
  trace(event: string): Of<typeof traceSchema>;
  logs(subject: string, query: z.output<typeof logsQuerySchema>): Of<typeof logsSchema>;
  close(): void;
}

/** Answers nothing, and says why. */
export function noInquiry(what: string, hint: string): Inquiry {
  const refuse = async (): Promise<never> => {
    throw new LakequakeError('not-running', what, { hint });
  };
  return {
    lake: refuse,
    versions: refuse,
    schemas: refuse,
    files: refuse,
    rows: refuse,
    quarantine: refuse,
    sql: refuse,
    why: refuse,
    changed: refuse,
    trace: refuse,
    logs: refuse,
    close: () => undefined,
  };
}
