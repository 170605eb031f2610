// Orders windows for the table: final ones that are wrong come first, by how wrong; provisional ones are never accused.
import type { GoldWindow } from '../../../../contract.ts';
import { gapOf, unexplainedByQuarantine } from '../../charts/window-gap.ts';

export type Judgement = 'exact' | 'explained' | 'wrong' | 'provisional' | 'not known';

/** What can be said of a window's number. `explained`: only quarantined rows are missing. */
export function judge(window: GoldWindow): Judgement {
  const gap = gapOf(window);
  if (window.shown === null || gap === null) return 'not known';
  if (!window.shown.isFinal) return 'provisional';
  if (gap === 0) return 'exact';
  return unexplainedByQuarantine(window) === 0 ? 'explained' : 'wrong';
}

/** The `most` windows to look at first; ties go to the newer one. */
export function worstWindows(windows: readonly GoldWindow[], most: number): GoldWindow[] {
  const weight = (window: GoldWindow) =>
    judge(window) === 'wrong' ? Math.abs(unexplainedByQuarantine(window) ?? 0) : 0;
  return [...windows]
    .filter((window) => judge(window) === 'wrong')
    .sort((a, b) => weight(b) - weight(a) || b.start - a.start)
    .slice(0, most);
}
