// A provisional window is never accused, quarantined rows are not a gap, and every missing request is counted once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GoldWindow } from '../../../dashboard/contract.ts';
import { gapGroups, gapTotals } from '../../../dashboard/web/src/charts/window-gap.ts';
import { judge, worstWindows } from '../../../dashboard/web/src/views/truth/worst-windows.ts';

const window = (
  start: number,
  shown: number | null,
  truth: number | null,
  more: Partial<GoldWindow> = {},
) => ({
  start,
  shown: shown === null ? null : { requests: shown, isFinal: true },
  truth: truth === null ? null : { requests: truth },
  lateDropped: 0,
  lost: 0,
  quarantined: 0,
  ...more,
});
const open = { shown: { requests: 5, isFinal: false } };

describe('the gap between gold and the truth', () => {
  it('does not judge a provisional window', () => {
    const windows = [window(0, 10, 10), window(10, 5, 900, open)];
    expect(judge(windows[1]!)).toBe('provisional');
    expect(gapGroups(windows, 10)).toEqual([]);
    expect(gapTotals(windows)).toMatchObject({ missing: 0, windows: 0, provisional: 1 });
  });

  it('does not call a window wrong when quarantine explains the difference', () => {
    expect(judge(window(0, 97, 100, { quarantined: 3 }))).toBe('explained');
    expect(judge(window(0, 96, 100, { quarantined: 3 }))).toBe('wrong');
  });

  it('says not known, never 0, without a truth or without a row', () => {
    expect(judge(window(0, 5, null))).toBe('not known');
    expect(judge(window(0, null, 5))).toBe('not known');
  });

  it('counts neighbours together and a surplus apart from a lack', () => {
    const windows = [window(0, 90, 100), window(10, 95, 100), window(20, 103, 100), window(40, 99, 100)];
    expect(gapGroups(windows, 10)).toEqual([
      { from: 0, to: 10, gap: 15 },
      { from: 20, to: 20, gap: -3 },
      { from: 40, to: 40, gap: 1 },
    ]);
  });

  it('adds up to the same in groups and in total', () => {
    const any = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000), fc.boolean(), fc.nat(20)), { maxLength: 40 });
    fc.assert(
      fc.property(any, (rows) => {
        const windows = rows.map(([shown, truth, isFinal, quarantined], index) =>
          window(index * 10, shown, truth, { shown: { requests: shown, isFinal }, quarantined }),
        );
        const grouped = gapGroups(windows, 10).reduce((sum, { gap }) => sum + gap, 0);
        expect(grouped).toBe(gapTotals(windows).missing);
      }),
    );
  });

  it('puts the worst first, newest first among equals', () => {
    const windows = [window(0, 90, 100), window(10, 60, 100), window(20, 90, 100), window(30, 100, 100)];
    expect(worstWindows(windows, 12).map(({ start }) => start)).toEqual([10, 20, 0]);
  });
});
