// What the benchmark prints, over figures made up by hand.
import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../bench/machine.ts';
import type { PartResult } from '../../../bench/part.ts';
import { partAsJson } from '../../../bench/report/as-json.ts';
import { asSvg } from '../../../bench/report/as-svg.ts';
import { asMarkdown, asText } from '../../../bench/report/as-table.ts';
import { medianOf, spreadOf } from '../../../bench/spread.ts';

const MACHINE: Machine = {
  cpu: 'a processor',
  cores: 2,
  memoryGb: 24,
  system: 'linux 6.1 x64',
  node: '20.19.0',
  java: '17.0.1',
  kafka: '4.3.1',
  duckdb: '1.5.6',
  spark: '4.1.1, Delta 4.4.0',
  measuredAt: '2026-11-25 12:00',
  loadBefore: 0.3,
};

const RESULT: PartResult = {
  title: 'a backlog of 20,000 events → final gold',
  rows: [
    { key: 'duckdb', label: 'duckdb engine', unit: 'events/s', runs: [104_000, 98_000, 101_000.4] },
    { key: 'spark', label: 'Spark', unit: 'events/s', runs: [], skipped: 'Spark is not set up' },
    { key: 'memory.earlyMb', label: 'processor <early>', unit: 'MB', runs: [512.34] },
  ],
  ratios: [
    { key: 'toSpark', label: 'duckdb / Spark', value: null, why: 'not measured', target: { atLeast: 4 } },
    { key: 'toRaw', label: 'duckdb / raw', value: 0.12, target: { atLeast: 0.3 } },
    { key: 'growth', label: 'late / early', value: 1.04, target: { atMost: 1.05 } },
  ],
  configuration: { partitions: 6 },
  facts: { events: 20_000 },
};
const PARTS = [{ id: 'throughput', result: RESULT, load: { before: 0.3, after: 1.9 } }];

describe('spread', () => {
  test('the median is the middle, or the mean of the two in the middle', () => {
    expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3]), medianOf([])]).toEqual([2, 2.5, Number.NaN]);
    expect(spreadOf({ runs: [] })).toBeNull();
    expect(spreadOf({ runs: [3, 1, 2] })).toMatchObject({ low: 1, median: 2, high: 3 });
  });
});

describe('as JSON', () => {
  test('medians stand where their keys say, and what was skipped is null with its reason', () => {
    expect(partAsJson(RESULT)).toMatchObject({
      duckdb: 101_000,
      spark: null,
      memory: { earlyMb: 512 },
      events: 20_000,
      spread: { duckdb: { unit: 'events/s', low: 98_000, high: 104_000, runs: [104_000, 98_000, 101_000] } },
      skipped: { spark: 'Spark is not set up' },
      ratios: {
        toSpark: { value: null, why: 'not measured' },
        toRaw: { value: 0.12, target: { atLeast: 0.3 } },
      },
      configuration: { partitions: 6 },
    });
  });
});

describe('as a table', () => {
  test('a row says median, range and runs; a single run says that it is one', () => {
    const markdown = asMarkdown(MACHINE, PARTS);
    expect(markdown).toContain('| duckdb engine | 101,000 events/s | 98,000 – 104,000 | 3 |');
    expect(markdown).toContain('| processor <early> | 512 MB | one run | 1 |');
    expect(markdown).toContain('| Spark | skipped | Spark is not set up | 0 |');
    expect(markdown).toContain('2 cores (a processor), 24 GB');
    expect(markdown).toContain('load 0.3 before, 1.9 after; partitions 6');
  });
  test('a machine that had other work is said to have had it', () => {
    const busy = { ...MACHINE, loadBefore: 7.5 };
    expect(asMarkdown(busy, PARTS)).toContain('load 7.5 on 2 cores');
    expect(asText(busy, PARTS)).toContain('load 7.5 on 2 cores');
    expect(asText(MACHINE, PARTS)).not.toContain('other work');
  });
  test('a target is called reached only when it is, and an unknown ratio shows no number', () => {
    const text = asText(MACHINE, PARTS);
    expect(text).toMatch(/duckdb \/ Spark +no ratio +not measured/);
    expect(text).toMatch(/duckdb \/ raw +0\.12 × +target at least 0\.3: not reached/);
    expect(text).toMatch(/late \/ early +1\.04 × +target at most 1\.05: reached/);
  });
});

test('the plot is one document without anything from outside, and its text is escaped', () => {
  const svg = asSvg('throughput', RESULT);
  expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  expect(svg).not.toMatch(/href=|url\(|<image|<script/);
  expect(svg).toContain('processor &lt;early&gt;');
  expect(svg).toContain('skipped');
});
