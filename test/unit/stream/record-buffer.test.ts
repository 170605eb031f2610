import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeRange } from '../../../pipeline/stream/offset-range.ts';
import { endOf, type RecordRun, takeRuns } from '../../../pipeline/stream/record-buffer.ts';

function runOf(firstOffset: number, count: number): RecordRun {
  const offsets = Array.from({ length: count }, (_, index) => firstOffset + index);
  return {
    partition: 0,
    firstOffset,
    ids: offsets.map((offset) => `id-${offset}`),
    raws: offsets.map(String),
    keys: offsets.map(() => null),
    timesMs: offsets,
    sizeBytes: count * 10,
  };
}

describe('taking records', () => {
  test('keeps order and loses none, whatever the limits', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(lengths, fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1 }), (counts, limits) => {
        let next = 100;
        const runs = counts.map((count) => {
          const run = runOf(next, count);
          next = endOf(run);
          return run;
        });
        const taken: RecordRun[] = [];
        for (let index = 0; runs.length > 0; index++) {
          const limit = limits[index % limits.length]!;
          const batch = takeRuns(runs, limit);
          expect(batch.reduce((sum, run) => sum + run.ids.length, 0)).toBeLessThanOrEqual(limit);
          taken.push(...batch);
        }
        const ids = taken.flatMap((run) => run.ids);
        expect(ids).toEqual(Array.from({ length: next - 100 }, (_, index) => `id-${100 + index}`));
        for (const run of taken) expect(run.ids[0]).toBe(`id-${run.firstOffset}`);
      }),
    );
  });
});

describe('a fetched range', () => {
  test('is taken from the expected offset on, and a hole is named exactly', () => {
    expect(judgeRange(10, 10, 19)).toEqual({ kind: 'take', skip: 0 });
    expect(judgeRange(10, 5, 12)).toEqual({ kind: 'take', skip: 5 });
    expect(judgeRange(10, 1, 9)).toEqual({ kind: 'redelivered' });
    expect(judgeRange(10, 15, 20)).toEqual({ kind: 'gap', from: 10, to: 14 });
  });
});
