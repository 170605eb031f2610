// A table's schema: its JSON form in the log and the one change this log allows, adding nullable columns.
// https://github.com/delta-io/delta/blob/master/PROTOCOL.md#schema-serialization-format

import { DeltaError } from './errors.ts';

export type PrimitiveType =
  | 'string'
  | 'long'
  | 'integer'
  | 'short'
  | 'byte'
  | 'float'
  | 'double'
  | 'boolean'
  | 'binary'
  | 'date'
  | 'timestamp'
  | 'timestamp_ntz'
  | `decimal(${number},${number})`;

export interface ArrayType {
  readonly type: 'array';
  readonly elementType: DataType;
  readonly containsNull: boolean;
}

export interface MapType {
  readonly type: 'map';
  readonly keyType: DataType;
  readonly valueType: DataType;
  readonly valueContainsNull: boolean;
}

export interface StructType {
  readonly type: 'struct';
  readonly fields: readonly StructField[];
}

export type DataType = PrimitiveType | ArrayType | MapType | StructType;

export interface StructField {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const PRIMITIVE =
  /^(string|long|integer|short|byte|float|double|boolean|binary|date|timestamp|timestamp_ntz|decimal\(\d+, ?-?\d+\))$/;

/** A nullable column, the usual case. */
export function column(name: string, type: DataType, nullable = true): StructField {
  return { name, type, nullable, metadata: {} };
}

export function structOf(...fields: StructField[]): StructType {
  return { type: 'struct', fields };
}

export function arrayOf(elementType: DataType): ArrayType {
  return { type: 'array', elementType, containsNull: true };
}

/** Reads `metaData.schemaString`; a type that reader 1 / writer 2 does not know is refused by name. */
export function parseSchema(schemaString: string): StructType {
  let value: unknown;
  try {
    value = JSON.parse(schemaString);
  } catch (cause) {
    throw new DeltaError('schema-mismatch', 'the schema in the log is not JSON', { cause });
  }
  const schema = value as StructType;
  for (const field of schema.fields) checkType(field.name, field.type);
  return schema;
}

/** The schema as `metaData.schemaString`, after checking its types and names. */
export function serializeSchema(schema: StructType): string {
  for (const field of schema.fields) checkType(field.name, field.type);
  checkNames(schema);
  return JSON.stringify(schema);
}

function checkType(name: string, type: DataType): void {
  if (typeof type === 'string') {
    if (PRIMITIVE.test(type)) return;
    throw new DeltaError('unsupported-feature', `column ${name} has type ${type}, which is not supported`, {
      context: { column: name, type },
      hint: 'Read it with the engine that made it, or copy the other columns into a new table.',
    });
  }
  if (type.type === 'array') checkType(`${name}.element`, type.elementType);
  else if (type.type === 'map') {
    checkType(`${name}.key`, type.keyType);
    checkType(`${name}.value`, type.valueType);
  } else for (const field of type.fields) checkType(`${name}.${field.name}`, field.type);
}

function checkNames(schema: StructType): void {
  const seen = new Map<string, string>();
  for (const { name } of schema.fields) {
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) {
      throw mismatch(`columns ${twin} and ${name} differ at most in case`, { column: name });
    }
    if (/[ ,;{}()\n\t=]/.test(name) || name === '') {
      throw mismatch(`column name ${JSON.stringify(name)} holds a character Parquet readers refuse`, {
        column: name,
      });
    }
    seen.set(name.toLowerCase(), name);
  }
}

/** A short readable form of a type, for messages. */
export function describeType(type: DataType): string {
  if (typeof type === 'string') return type;
  if (type.type === 'array') return `array<${describeType(type.elementType)}>`;
  if (type.type === 'map') return `map<${describeType(type.keyType)},${describeType(type.valueType)}>`;
  return `struct<${type.fields.map((field) => `${field.name}:${describeType(field.type)}`).join(',')}>`;
}

/**
 * The table's schema once it also holds the new columns of `wanted`: old columns first, in their order. Undefined
 * when nothing is new. A dropped, retyped or non-nullable new column throws `schema-mismatch`.
 */
export function evolveSchema(current: StructType, wanted: StructType): StructType | undefined {
  const wantedByName = new Map(wanted.fields.map((field) => [field.name, field]));
  for (const field of current.fields) checkKept(field, wantedByName.get(field.name));
  const known = new Set(current.fields.map((field) => field.name));
  const added = wanted.fields.filter((field) => !known.has(field.name));
  if (added.length === 0) return undefined;
  for (const field of added) checkAddable(field);
  const evolved: StructType = { type: 'struct', fields: [...current.fields, ...added] };
  checkNames(evolved);
  return evolved;
}

function checkKept(field: StructField, wanted: StructField | undefined): void {
  const { name } = field;
  const was = describeType(field.type);
  if (wanted === undefined) {
    throw mismatch(`column ${name} (${was}) is missing from the new schema; columns cannot be dropped`, {
      column: name,
      tableType: was,
    });
  }
  const wants = describeType(wanted.type);
  if (wants !== was) {
    throw mismatch(`column ${name} is ${was} in the table, ${wants} in the new schema`, {
      column: name,
      tableType: was,
      wantedType: wants,
    });
  }
  if (wanted.nullable !== field.nullable) {
    throw mismatch(`column ${name} (${was}) changes from ${nullability(field)} to ${nullability(wanted)}`, {
      column: name,
    });
  }
}

function nullability(field: StructField): string {
  return field.nullable ? 'nullable' : 'not null';
}

function checkAddable(field: StructField): void {
  checkType(field.name, field.type);
  if (field.nullable) return;
  const type = describeType(field.type);
  throw mismatch(`new column ${field.name} (${type}) must be nullable: rows written earlier do not have it`, {
    column: field.name,
    wantedType: type,
  });
}

function mismatch(message: string, context: Record<string, unknown>): DeltaError {
  return new DeltaError('schema-mismatch', message, {
    context,
    hint: 'Add nullable columns only; for anything else write a new table.',
  });
}
