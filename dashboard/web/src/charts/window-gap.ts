// The gap between what gold shows and what is true, window by window. Pure. A provisional window's gap is mostly events on
// their way and is kept apart: only a final window can be said to be wrong.
import type { GoldWindow } from '../../../contract.ts';

/** true − shown; null when either is not known. A final window that gold does not have at all shows 0. */
export function gapOf({ shown, truth }: GoldWindow): number | null {
  if (truth === null) return null;
  if (shown === null) return null;
  return truth.requests - shown.requests;
}

export interface GapGroup {
  from: number;
  /** Start of the last window in it. */
  to: number;
  gap: number;
}

/** Runs of final windows that show something else than the truth beyond what quarantine explains. */
export function gapGroups(windows: readonly GoldWindow[], windowMs: number): GapGroup[] {
  const groups: GapGroup[] = [];
  for (const window of windows) {
    const missing = unexplainedByQuarantine(window);
    if (!window.shown?.isFinal || missing === null || missing === 0) continue;
    const last = groups.at(-1);
    if (last && window.start - last.to <= windowMs && Math.sign(last.gap) === Math.sign(missing)) {
      last.to = window.start;
      last.gap += missing;
    } else groups.push({ from: window.start, to: window.start, gap: missing });
  }
  return groups;
}

/** The gap without the rows that stand, visible, in quarantine. */
export function unexplainedByQuarantine(window: GoldWindow): number | null {
  const gap = gapOf(window);
  return gap === null ? null : gap - (window.quarantined ?? 0);
}

export interface GapTotals {
  /** true − shown over final windows, without quarantined rows. */
  missing: number;
  windows: number;
  lost: number | null;
  lateDropped: number | null;
  provisional: number;
}

const total = (values: (number | null)[]) =>
  values.some((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + value!, 0);

/** Sums over the final windows; the rest is only counted. */
export function gapTotals(windows: readonly GoldWindow[]): GapTotals {
  const final = windows.filter(({ shown }) => shown?.isFinal);
  const gaps = final.map((window) => unexplainedByQuarantine(window) ?? 0);
  return {
    missing: gaps.reduce((sum, gap) => sum + gap, 0),
    windows: gaps.filter((gap) => gap !== 0).length,
    lost: total(final.map(({ lost }) => lost)),
    lateDropped: total(final.map(({ lateDropped }) => lateDropped)),
    provisional: windows.length - final.length,
  };
}
