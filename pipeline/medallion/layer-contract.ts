// The contract between two layers: a query reads the columns it was written for, of the types it was written for. A column
// that is gone or has become something else is refused (or told, or let pass, as settings say); a new one is no breach.
import { LakequakeError } from '../contract/errors.ts';
import type { Settings } from '../contract/settings.ts';
import { type Column, TABLES, type TableName } from '../contract/tables.ts';
import type { StructType } from '../delta/schema.ts';

/** Columns that nobody here reads. */
function additions(expected: readonly Column[], schema: StructType): string[] {
  const known = new Set(expected.map(({ name }) => name));
  return schema.fields.filter(({ name }) => !known.has(name)).map(({ name }) => `column '${name}' is new`);
}

/** What is wrong with a table's columns for those who read it, one sentence each. */
export function breaches(expected: readonly Column[], schema: StructType): string[] {
  return expected.flatMap(({ name, type }) => {
    const found = schema.fields.find((field) => field.name === name);
    if (found === undefined) return [`column '${name}' is gone`];
    if (found.type === type) return [];
    return [`column '${name}' is ${JSON.stringify(found.type)}, not ${type}`];
  });
}

/**
 * A check to be made before every batch; it costs nothing while the schema object stays the same.
 * Throws `contract-violated` under 'refuse', and under 'exact' (naive: it stops for what harms nobody) also for a new column; calls `warn` once per schema under 'warn'.
 */
export function layerContract(
  upstream: TableName,
  policy: Settings['lake']['layerContract'],
  warn: (sentence: string) => void,
): (schema: StructType) => void {
  let checked: StructType | undefined;
  return (schema) => {
    if (policy === 'off' || schema === checked) return;
    checked = schema;
    const { columns } = TABLES[upstream];
    const found = [...breaches(columns, schema), ...(policy === 'exact' ? additions(columns, schema) : [])];
    if (found.length === 0) return;
    const sentence = `${upstream} has not the columns that are read from it: ${found.join('; ')}`;
    if (policy === 'warn') return warn(sentence);
    throw new LakequakeError('contract-violated', sentence, {
      context: { table: upstream },
      hint: `Restore the columns of ${upstream}, or rebuild the layer below it; \`npx lakequake why changed ${upstream}\` shows what changed.`,
    });
  };
}
