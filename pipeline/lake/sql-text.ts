// Putting names, texts and file paths into SQL safely, and the DuckDB types of Delta columns.

import type { DataType, StructType } from '../delta/schema.ts';

/** A text literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** An identifier in double quotes. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A file to read: DuckDB would otherwise take `*`, `?` and `[` in its path for a pattern. */
export function sqlFile(absolutePath: string): string {
  return sqlText(absolutePath.replace(/[*?[]/g, '[$&]'));
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
  timestamp_ntz: 'TIMESTAMP',
};

/** The DuckDB type that holds a Delta type without loss. */
export function sqlType(type: DataType): string {
  if (typeof type === 'string') return PRIMITIVES[type] ?? type.toUpperCase();
  if (type.type === 'array') return `${sqlType(type.elementType)}[]`;
  if (type.type === 'map') return `MAP(${sqlType(type.keyType)}, ${sqlType(type.valueType)})`;
  return `STRUCT(${type.fields.map((field) => `${sqlName(field.name)} ${sqlType(field.type)}`).join(', ')})`;
}

/** A SELECT with the schema's columns and no rows. */
export function emptyRelation(schema: StructType): string {
  const columns = schema.fields.map(({ name, type }) => `NULL::${sqlType(type)} AS ${sqlName(name)}`);
  return `SELECT ${columns.join(', ')} WHERE false`;
}

/** The schema's columns out of `query`, in order and of their exact types; a missing column is an error. */
export function typedQuery(schema: StructType, query: string): string {
  const columns = schema.fields.map(
    ({ name, type }) => `CAST(_rows.${sqlName(name)} AS ${sqlType(type)}) AS ${sqlName(name)}`,
  );
  return `SELECT ${columns.join(', ')} FROM (${query}) AS _rows`;
}
