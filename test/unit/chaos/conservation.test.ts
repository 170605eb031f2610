// The conservation law over arbitrary streams: whatever the order, the lateness and the bad lines, a right pipeline adds up and a wrong
// one does not. The row rule is written here as a loop, in the oracle as SQL.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitted, type HistoryEvent, judgeHistory } from '../../helpers/history.ts';

const events = fc
  .array(
    fc.record({
      partition: fc.integer({ min: 0, max: 2 }),
      at: fc.integer({ min: 0, max: 90_000 }),
      expect: fc.constantFrom('s' as const, 's' as const, 's' as const, 'q' as const),
      status: fc.constantFrom(200, 304, 404, 500),
      bytes: fc.integer({ min: 0, max: 10_000 }),
      host: fc.constantFrom('a', 'b', 'c'),
      path: fc.constantFrom('/', '/x', '/y', '/z'),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) => {
    const next = [0, 0, 0];
    return rows.map((row, seq): HistoryEvent => ({ ...row, seq, offset: next[row.partition]!++ }));
  });

describe('the conservation law', () => {
  it('holds for a right pipeline, and late-dropped is exactly what the row rule leaves out', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (stream) => {
        const { checks, totals } = await judgeHistory('SELECT 1', stream, { watched: false });
        const late = stream.filter(({ expect: e }) => e === 's').length - admitted(stream).length;
        expect(totals.lateDropped).toBe(late);
        const violated = [...checks.values()].filter((check) => check.violated).map(({ id }) => id);
        expect(
          violated.filter((id) => !['late-dropped', 'gold-divergence', 'reordered'].includes(id)),
        ).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('breaks when any row of silver vanishes or any sum of gold is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.boolean(), async (stream, inSilver) => {
        fc.pre(admitted(stream).length > 0);
        const damage = inSilver
          ? 'DELETE FROM silver_rows WHERE ev = (SELECT min(ev) FROM silver_rows)'
          : 'UPDATE traffic_shown SET bytes = bytes + 1 WHERE window_ms = (SELECT max(window_ms) FROM traffic_shown)';
        expect((await judgeHistory(damage, stream, { watched: false })).violated).toContain('conservation');
      }),
      { numRuns: 10 },
    );
  });
});
