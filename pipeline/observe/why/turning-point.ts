// When a table turned: the moment from which its commits stopped or brought clearly more or fewer rows than before. Pure.

export interface CommitRows {
  at: number;
  rows: number;
}

/** Fewer commits than this on a side say nothing. */
const LEAST = 3;
/** The rate must change at least by this factor. */
const FACTOR = 2;

/** ms since the epoch, or null when the table goes on as it always did. `stillMs`: standing still longer than that is a turn. */
export function turningPoint(commits: readonly CommitRows[], now: number, stillMs: number): number | null {
  const last = commits.at(-1);
  if (last === undefined) return null;
  if (now - last.at > stillMs) return last.at;
  let best: { at: number; ratio: number } | null = null;
  for (let i = LEAST; i <= commits.length - LEAST; i++) {
    const ratio = changeAt(commits, i);
    if (ratio >= FACTOR && ratio > (best?.ratio ?? 0)) best = { at: commits[i]!.at, ratio };
  }
  return best?.at ?? null;
}

function changeAt(commits: readonly CommitRows[], i: number): number {
  const mean = (part: readonly CommitRows[]) => part.reduce((sum, one) => sum + one.rows, 0) / part.length;
  const [before, after] = [mean(commits.slice(0, i)) + 1, mean(commits.slice(i)) + 1];
  return Math.max(before / after, after / before);
}
