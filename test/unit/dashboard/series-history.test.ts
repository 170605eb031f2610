import { describe, expect, it } from 'vitest';
import type { Metrics } from '../../../dashboard/contract/metrics.ts';
import {
  EMPTY,
  grown,
  keyOf,
  lastValue,
  perMinute,
} from '../../../dashboard/web/src/views/metrics/series-history.ts';

const one = (name: string, values: (number | null)[]): Metrics['series'][number] => ({
  name,
  group: 'lag',
  help: '',
  unit: 'count',
  labels: {},
  values,
});
const answer = (at: number[], ...series: Metrics['series']): Metrics => ({
  at,
  series,
  runs: [],
  faults: [],
});
const valuesOf = (history: ReturnType<typeof grown>, name: string) =>
  history.series.get(keyOf({ name, labels: {} }))?.values;

describe('the history of the series', () => {
  it('grows by what is new, and has gaps where a series said nothing', () => {
    const first = grown(EMPTY, answer([1, 2], one('a', [10, 11]), one('b', [5, 6])), 0);
    const second = grown(first, answer([2, 3], one('a', [99, 12]), one('c', [0, 7])), 0);
    expect(second.at).toEqual([1, 2, 3]);
    expect(valuesOf(second, 'a')).toEqual([10, 11, 12]);
    expect(valuesOf(second, 'b')).toEqual([5, 6, null]);
    expect(valuesOf(second, 'c')).toEqual([null, null, 7]);
  });

  it('drops what is too old, and a series of which nothing is left', () => {
    const first = grown(EMPTY, answer([1, 2], one('a', [10, 11]), one('b', [5, null])), 0);
    const second = grown(first, answer([3], one('a', [12])), 2);
    expect(second.at).toEqual([2, 3]);
    expect(valuesOf(second, 'a')).toEqual([11, 12]);
    expect(valuesOf(second, 'b')).toBeUndefined();
  });
});

describe('the last value', () => {
  const at = [1_000, 2_000, 3_000];

  it('is a value only while it is current', () => {
    expect(lastValue(at, [1, 2, 3], 4_000)).toEqual({ value: 3, knownAt: 3_000 });
    expect(lastValue(at, [1, 2, 3], 9_000)).toEqual({ value: null, knownAt: 3_000 });
  });

  it('is missing when the newest measurement has none, and says since when', () => {
    expect(lastValue(at, [1, 2, null], 3_100)).toEqual({ value: null, knownAt: 2_000 });
    expect(lastValue(at, [null, null, null], 3_100)).toEqual({ value: null, knownAt: null });
  });

  it('knows a zero from nothing', () => {
    expect(lastValue(at, [null, null, 0], 3_100).value).toBe(0);
  });
});

describe('growth per minute', () => {
  it('is measured over some points, and unknown across gaps and resets', () => {
    expect(perMinute([0, 1_000, 2_000], [10, 11, 12], 2)).toEqual([null, null, 60]);
    expect(perMinute([0, 1_000, 2_000], [10, null, 12], 2)).toEqual([null, null, null]);
    expect(perMinute([0, 1_000, 2_000], [10, 11, 3], 2)).toEqual([null, null, null]);
  });
});
