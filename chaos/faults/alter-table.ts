// alter-table: another team changes a column of a table under the pipeline: its type, its name, or a new one beside it. Proof: the commit
// in the table's log. Undo: the columns from before are committed again; a processor that refused to go on is started, as its operator
// would. Works from the record alone: it holds the table's folder and the old metadata.
import { join } from 'node:path';
import { TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { commitMetadata, type ForeignMetadata, newestMetadata } from '../drivers/foreign-writer.ts';
import type { Fault, UndoReach } from '../fault.ts';

export interface AlterTableOptions {
  table: TableName;
  /** The column that changes, or the new one. */
  column: string;
  /** Its new name. */
  rename?: string;
  /** Its new type. */
  type?: string;
}

interface Field {
  name: string;
  type: unknown;
  nullable: boolean;
  metadata: object;
}

/** The table's schema (JSON) with the change made. Pure. */
export function altered(schemaString: string, { column, rename, type }: AlterTableOptions): string {
  const schema = JSON.parse(schemaString) as { fields: Field[] };
  const known = schema.fields.some(({ name }) => name === column);
  const fields = known
    ? schema.fields.map((field) =>
        field.name === column ? { ...field, name: rename ?? field.name, type: type ?? field.type } : field,
      )
    : [...schema.fields, { name: column, type: type ?? 'string', nullable: true, metadata: {} }];
  return JSON.stringify({ ...schema, fields });
}

async function startRefused(system: UndoReach['system']): Promise<void> {
  const refused =
    system?.run.components().filter(({ role, state }) => role === 'processor' && state === 'failed') ?? [];
  for (const { name } of refused) await system?.run.startProcessor(name);
}

export const fault: Fault = {
  id: 'alter-table',
  title: 'Another team changes a column',
  async inject({ run }, { args, note }) {
    const options = args as unknown as AlterTableOptions;
    const tableDir = join(run.spec.lakeDir, TABLES[options.table].path);
    const { metaData } = newestMetadata(tableDir);
    note({ tableDir, before: metaData });
    const schemaString = altered(metaData.schemaString, options);
    note({ version: commitMetadata(tableDir, { ...metaData, schemaString }), schemaString });
  },
  async observed(_system, { notes }) {
    const { tableDir, schemaString, version } = notes as {
      tableDir: string;
      schemaString?: string;
      version: number;
    };
    if (schemaString === undefined || newestMetadata(tableDir).metaData.schemaString !== schemaString)
      return null;
    return {
      says: `version ${version} of ${tableDir.split('/').at(-1)} has other columns`,
      facts: { version, schemaString },
    };
  },
  async undo({ notes }, { system }) {
    const { tableDir, before } = notes as { tableDir?: string; before?: ForeignMetadata };
    if (tableDir === undefined || before === undefined) return false;
    const undone = newestMetadata(tableDir).metaData.schemaString !== before.schemaString;
    if (undone) commitMetadata(tableDir, before);
    await startRefused(system);
    return undone;
  },
};
