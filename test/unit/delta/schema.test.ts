import { expect, test } from 'vitest';
import { parseIntervalMs } from '../../../pipeline/delta/retention.ts';
import {
  arrayOf,
  column,
  evolveSchema,
  parseSchema,
  serializeSchema,
  structOf,
} from '../../../pipeline/delta/schema.ts';

const schema = structOf(column('id', 'long'), column('tags', arrayOf('string')));

test('a schema survives its text form', () => {
  expect(parseSchema(serializeSchema(schema))).toEqual(schema);
});

test('new nullable columns go to the end; the same columns change nothing', () => {
  const evolved = evolveSchema(schema, structOf(column('new', 'date'), ...schema.fields));
  expect(evolved?.fields.map((field) => field.name)).toEqual(['id', 'tags', 'new']);
  expect(evolveSchema(schema, schema)).toBeUndefined();
});

test.each([
  ['a dropped column', structOf(column('id', 'long')), /column tags \(array<string>\) is missing/],
  [
    'another type',
    structOf(column('id', 'integer'), schema.fields[1]!),
    /column id is long in the table, integer in/,
  ],
  [
    'a new column without nulls',
    structOf(...schema.fields, column('n', 'long', false)),
    /new column n \(long\) must be nullable/,
  ],
  [
    'a name that differs in case',
    structOf(...schema.fields, column('ID', 'long')),
    /columns id and ID differ at most in case/,
  ],
  [
    'an unknown type',
    structOf(...schema.fields, column('v', 'variant' as 'long')),
    /column v has type variant/,
  ],
])('%s is refused with the column and its types', (_name, wanted, message) => {
  expect(() => evolveSchema(schema, wanted)).toThrow(message);
});

test('intervals are read as the table properties write them', () => {
  expect(parseIntervalMs('interval 1 week')).toBe(604_800_000);
  expect(parseIntervalMs('interval 2 hours 30 minutes')).toBe(9_000_000);
  expect(() => parseIntervalMs('interval 1 month')).toThrow(/not an interval/);
  expect(() => parseIntervalMs('soon')).toThrow(/not an interval/);
});
