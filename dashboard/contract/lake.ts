// The lake as a reader sees it: tables, versions, files, schemas, rows at any version, quarantine, SQL. `run` names whose lake:
// a run id or `lab`; left out, it is the one the command line would take.
import { z } from 'zod';
import { runIdSchema } from './runs.ts';

const count = z.number().int();
const json = z.unknown();
const timeOrNull = z.number().nullable();

export const TABLE_NAMES = [
  'bronze',
  'silver',
  'quarantine',
  'gold.traffic',
  'gold.status',
  'gold.paths',
] as const;
export const tableNameSchema = z.enum(TABLE_NAMES);
export const tableParamsSchema = z.strictObject({ table: tableNameSchema });

const run = runIdSchema.optional();
const version = z.coerce.number().int().min(0).optional();
const limit = z.coerce.number().int().min(1).max(500).default(100);
const offset = z.coerce.number().int().min(0).max(100_000_000).default(0);

export const lakeQuerySchema = z.strictObject({ run });
export const versionsQuerySchema = z.strictObject({ run, limit, before: version });
export const filesQuerySchema = z.strictObject({ run, version, limit, offset });
export const rowsQuerySchema = z.strictObject({
  run,
  version,
  limit,
  offset,
  order: z.string().max(64).optional(),
  direction: z.enum(['asc', 'desc']).default('asc'),
});
export const quarantineQuerySchema = z.strictObject({ run, version });

export const columnSchema = z.object({ name: z.string(), type: z.string(), nullable: z.boolean() });

export const lakeSchema = z.object({
  /** Run id or `lab`. */
  run: z.string(),
  tables: z.array(
    z.object({
      name: tableNameSchema,
      exists: z.boolean(),
      version: count.nullable(),
      /** The oldest version that can still be read. */
      oldestVersion: count.nullable(),
      rows: count.nullable(),
      files: count.nullable(),
      sizeBytes: z.number().nullable(),
      committedAt: timeOrNull,
      columns: z.array(columnSchema),
    }),
  ),
});

export const versionsSchema = z.object({
  /** Newest first. */
  versions: z.array(
    z.object({
      version: count,
      at: z.number(),
      operation: z.string(),
      filesAdded: count,
      filesRemoved: count,
      rowsAdded: count,
      /** Positions the commit moved, by application id. */
      positions: z.record(z.string(), z.number()),
      note: z.string().nullable(),
    }),
  ),
  more: z.boolean(),
});

export const filesSchema = z.object({
  version: count,
  total: count,
  /** Newest first. */
  files: z.array(
    z.object({
      path: z.string(),
      sizeBytes: z.number(),
      rows: count.nullable(),
      modifiedAt: z.number(),
      min: z.record(z.string(), json),
      max: z.record(z.string(), json),
    }),
  ),
});

export const schemaHistorySchema = z.object({
  /** Oldest first; the first is the table's creation, or the oldest commit still kept. */
  changes: z.array(
    z.object({
      version: count,
      at: z.number(),
      columns: z.array(columnSchema),
      added: z.array(z.string()),
      removed: z.array(z.string()),
      changed: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
    }),
  ),
});

const resultColumns = z.array(z.object({ name: z.string(), type: z.string() }));

export const rowsSchema = z.object({
  version: count.nullable(),
  columns: resultColumns,
  rows: z.array(z.array(json)),
  offset: count,
  more: z.boolean(),
});

export const quarantineSchema = z.object({
  version: count.nullable(),
  total: count,
  reasons: z.array(
    z.object({
      reason: z.string(),
      rows: count,
      firstAt: timeOrNull,
      lastAt: timeOrNull,
      /** At most three, newest first. */
      examples: z.array(z.object({ eventId: z.string(), raw: z.string() })),
    }),
  ),
});

export const sqlRequestSchema = z.strictObject({
  sql: z.string().min(1).max(20_000),
  run,
  limit: z.number().int().min(1).max(1_000).default(200),
});

export const sqlAnswerSchema = z.object({
  run: z.string(),
  columns: resultColumns,
  rows: z.array(z.array(json)),
  /** There was more than is shown: rows beyond the limit, or text too long for a cell. */
  truncated: z.boolean(),
  ms: z.number(),
});
