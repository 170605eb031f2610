// Both engines define the same names, so that the shared SQL finds them in either.
import { expect, test } from 'vitest';
import { duckDbFunctions, sparkFunctions } from '../../../pipeline/medallion/transformations.ts';

const SHARED =
  /\b(clf_glance|clf_fields|json_fields|request_glance|request_fields|clf_time|any_time|in_bytes|as_bytes|instant_ms|ms_instant)\b/;

test('every function that the shared SQL uses is defined once per engine', () => {
  const duckdb = [...duckDbFunctions().matchAll(/MACRO (\w+)\(/g)].map((match) => match[1]!);
  const spark = sparkFunctions().map((text) => /TEMPORARY FUNCTION (\w+)\(/.exec(text)?.[1]);
  const shared = duckdb.filter((name) => SHARED.test(name));
  expect(shared).toHaveLength(11);
  for (const name of shared)
    expect(
      spark.filter((one) => one === name),
      name,
    ).toHaveLength(1);
});

test('Spark gets whole statements', () => {
  for (const statement of sparkFunctions()) {
    expect(statement).toMatch(/^CREATE OR REPLACE TEMPORARY FUNCTION /);
    expect(statement).not.toMatch(/;$/);
  }
});
