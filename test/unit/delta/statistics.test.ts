import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AddFile } from '../../../pipeline/delta/actions.ts';
import { filesOverlapping } from '../../../pipeline/delta/data-skipping.ts';
import { column, type DataType, structOf } from '../../../pipeline/delta/schema.ts';
import { type ColumnStatistics, statisticsText } from '../../../pipeline/delta/statistics.ts';

function textOf(type: DataType, figures: ColumnStatistics): string {
  return statisticsText(structOf(column('c', type)), 3, new Map([['c', figures]]));
}

describe('statistics', () => {
  test('longs keep every digit', () => {
    const text = textOf('long', { min: '-9223372036854775808', max: '9007199254740993', nullCount: 1 });
    expect(text).toBe(
      '{"numRecords":3,"minValues":{"c":-9223372036854775808},"maxValues":{"c":9007199254740993},"nullCount":{"c":1}}',
    );
  });

  test('times are ISO in UTC with microseconds', () => {
    const text = textOf('timestamp', {
      min: '1995-07-01 04:00:01+00',
      max: '2020-01-01 10:00:00.000001+00',
      nullCount: 0,
    });
    expect(JSON.parse(text)).toMatchObject({
      minValues: { c: '1995-07-01T04:00:01.000000Z' },
      maxValues: { c: '2020-01-01T10:00:00.000001Z' },
    });
  });

  test.each<[string, DataType, ColumnStatistics]>([
    ['an infinity', 'double', { min: '-inf', max: '1.0' }],
    ['NaN among the values', 'double', { min: '0.0', max: '1.0', hasNan: true }],
    ['booleans', 'boolean', { min: '0', max: '1' }],
    ['a long string', 'string', { min: 'a', max: 'z'.repeat(33) }],
    ['bytes', 'binary', { min: '78', max: '79' }],
    ['a year beyond ISO', 'date', { min: '2020-01-01', max: '20000-01-01' }],
    ['a local time', 'timestamp', { min: '2020-01-01 00:00:00+02', max: '2020-01-01 00:00:00+02' }],
  ])('%s gives no bounds but still counts nulls', (_name, type, figures) => {
    expect(JSON.parse(textOf(type, { ...figures, nullCount: 2 }))).toEqual({
      numRecords: 3,
      minValues: {},
      maxValues: {},
      nullCount: { c: 2 },
    });
  });
});

function fileOf(path: string, stats: string | undefined): [string, AddFile] {
  const file = { path, partitionValues: {}, size: 1, modificationTime: 0, dataChange: true };
  return [path, stats === undefined ? file : { ...file, stats }];
}

describe('data skipping', () => {
  test('a file whose range contains the value is never left out', () => {
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.array(long, { minLength: 1 }), (values) => {
        const sorted = values.toSorted((left, right) => (left < right ? -1 : 1));
        const stats = textOf('long', { min: String(sorted[0]), max: String(sorted.at(-1)), nullCount: 0 });
        const snapshot = { schema: structOf(column('c', 'long')), files: new Map([fileOf('f', stats)]) };
        return values.every((value) => filesOverlapping(snapshot, 'c', value, value).length === 1);
      }),
    );
  });

  test('strings compare as UTF-8, as the writers do', () => {
    const stats = textOf('string', { min: '\uffee', max: '\u{1f600}', nullCount: 0 });
    const snapshot = { schema: structOf(column('c', 'string')), files: new Map([fileOf('f', stats)]) };
    expect(filesOverlapping(snapshot, 'c', '\u{1f5ff}', '\u{1f5ff}')).toHaveLength(1);
  });

  test('files outside the range are left out, files without statistics never', () => {
    const at = (min: string, max: string) =>
      textOf('timestamp', { min: `${min}+00`, max: `${max}+00`, nullCount: 0 });
    const files = new Map([
      fileOf('early', at('2020-01-01 00:00:00', '2020-01-01 00:00:09.999')),
      fileOf('late', at('2020-01-01 00:00:20', '2020-01-01 00:00:29')),
      fileOf('nulls', '{"numRecords":3,"nullCount":{"c":3}}'),
      fileOf('unknown', undefined),
    ]);
    const snapshot = { schema: structOf(column('c', 'timestamp')), files };
    const names = (from: string | undefined, to: string | undefined) =>
      filesOverlapping(snapshot, 'c', from, to).map((file) => file.path);
    expect(names('2020-01-01T00:00:10Z', '2020-01-01T00:00:19Z')).toEqual(['unknown']);
    expect(names(undefined, '2020-01-01T00:00:20Z')).toEqual(['early', 'late', 'unknown']);
    // Spark cuts a maximum to the millisecond.
    expect(names('2020-01-01T00:00:09.999500Z', '2020-01-01T00:00:10Z')).toEqual(['early', 'unknown']);
  });
});
