import { expect, test } from 'vitest';
import { TABLES } from '../../../pipeline/contract/tables.ts';
import { column, structOf } from '../../../pipeline/delta/schema.ts';
import { breaches, layerContract } from '../../../pipeline/medallion/layer-contract.ts';

const columns = TABLES.silver.columns;
const schemaOf = (list: typeof columns) => structOf(...list.map(({ name, type }) => column(name, type)));
const whole = schemaOf(columns);
const without = schemaOf(columns.filter(({ name }) => name !== 'status'));
const changed = schemaOf(
  columns.map((one) => (one.name === 'status' ? { ...one, type: 'string' as const } : one)),
);

test('the columns a layer was written for are no breach, nor is one more', () => {
  expect(breaches(columns, whole)).toEqual([]);
  expect(breaches(columns, schemaOf([...columns, { name: 'referer', type: 'string' }]))).toEqual([]);
});

test('a column that is gone, and one that has become something else, are named', () => {
  expect(breaches(columns, without)).toEqual(["column 'status' is gone"]);
  expect(breaches(columns, changed)).toEqual(['column \'status\' is "string", not integer']);
});

test('refuse stops loudly, warn tells once, off lets pass', () => {
  const told: string[] = [];
  const warn = (sentence: string) => void told.push(sentence);
  expect(() => layerContract('silver', 'refuse', warn)(changed)).toThrow(/silver has not the columns/);
  const check = layerContract('silver', 'warn', warn);
  check(changed);
  check(changed);
  expect(told).toHaveLength(1);
  layerContract('silver', 'off', warn)(without);
  expect(told).toHaveLength(1);
});

test('exact (naive) stops for a new column, which refuse lets pass', () => {
  const more = schemaOf([...columns, { name: 'referer', type: 'string' }]);
  const never = () => undefined;
  expect(() => layerContract('silver', 'refuse', never)(more)).not.toThrow();
  expect(() => layerContract('silver', 'exact', never)(more)).toThrow(/'referer' is new/);
});
