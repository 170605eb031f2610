// The SQL of the transformations: one file per table in sql/, loaded once, with ${names} replaced by SQL expressions.
// Nothing but these files may say how a row becomes another row.
import { readFileSync } from 'node:fs';
import { LakequakeError } from '../contract/errors.ts';

export type TransformationName =
  | 'judged'
  | 'silver'
  | 'quarantine'
  | 'admitted'
  | 'gold-traffic'
  | 'gold-status'
  | 'gold-paths'
  | 'row-groups'
  | 'id-sequences'
  | 'repeated'
  | 'unrepeated';

const texts = new Map<string, string>();

function textOf(name: string): string {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8');
  texts.set(name, text);
  return text;
}

/** A transformation with its parameters filled in; a name it has and `values` lacks is an error. */
export function transformation(
  name: TransformationName,
  values: Readonly<Record<string, string>> = {},
): string {
  return textOf(name).replace(/\$\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined)
      throw new LakequakeError('internal', `sql/${name}.sql wants \${${key}}, which nobody gives`);
    return value;
  });
}

/** The definitions that DuckDB needs before any transformation. */
export function duckDbFunctions(): string {
  return textOf('functions.duckdb');
}

/** The same for Spark, statement by statement. */
export function sparkFunctions(): string[] {
  const code = textOf('functions.spark').replace(/^--.*$/gm, '');
  return code
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
