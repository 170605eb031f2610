// The make-up of silver's rows (their sizes, statuses, gaps) lately, against what it was before: what two shift signals and the null
// rate share. Pure.
import type { SilverFigures } from '../contract/progress.ts';
import { ownerOf, silverBetween } from './readings.ts';
import type { SignalView } from './signal.ts';

export interface Mix {
  /** Counts by bin, of the rows of the last `windowMs` and of those before the last `gapMs`. */
  lately: number[];
  before: number[];
}

export interface MixLimits {
  windowMs: number;
  /** The least that is not yet taken for usual. */
  gapMs: number;
  atLeastEvents: number;
  atLeastBefore: number;
}

/** The counts by bin lately and before; undefined while there are too few rows to compare. */
export function mixOf(
  view: SignalView,
  { windowMs, gapMs, atLeastEvents, atLeastBefore }: MixLimits,
  read: (figures: SilverFigures) => readonly number[],
): Mix | undefined {
  const { now, before, since, observe } = view;
  const lately = silverBetween(now, before(windowMs), observe);
  const pid = ownerOf(now, observe)?.pid;
  const first = since(Number.POSITIVE_INFINITY).find((snapshot) => {
    const owner = ownerOf(snapshot, observe);
    return owner?.pid === pid && owner?.silver !== undefined;
  });
  const gap = first && before(usualGapMs(now.at - first.at, gapMs));
  const earlier = gap && first && silverBetween(gap, first, observe);
  if (lately === undefined || earlier === undefined) return undefined;
  const mix = {
    lately: difference(read(lately.newer), read(lately.older)),
    before: difference(read(earlier.newer), read(earlier.older)),
  };
  const enough = total(mix.lately) >= atLeastEvents && total(mix.before) >= atLeastBefore;
  return enough ? mix : undefined;
}

/** What was usual needs this long to show. */
const USUAL_MS = 8_000;
const LONGEST_GAP_MS = 25_000;

/**
 * What is as new as this is not yet taken for usual: at least `leastMs`, and more the longer something was usual before it, so that
 * what is wrong does not soon become the measure of itself.
 */
function usualGapMs(historyMs: number, leastMs: number): number {
  return Math.min(LONGEST_GAP_MS, Math.max(leastMs, historyMs - USUAL_MS));
}

/** Total variation distance of two mixes: the share of rows that would have to change bins, 0 to 1. */
export function distance({ lately, before }: Mix): number {
  const [a, b] = [total(lately), total(before)];
  return lately.reduce((sum, rows, bin) => sum + Math.abs(rows / a - (before[bin] ?? 0) / b), 0) / 2;
}

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function difference(newer: readonly number[], older: readonly number[]): number[] {
  return newer.map((count, bin) => count - (older[bin] ?? 0));
}
