// Whether a run got to its end. What gold shows of one that did not is not yet what it will show, and nothing can be judged by it. Pure.
import type { RunResult } from '../../chaos/result.ts';

/** Why settling ended early; null when every window became final. */
export function unsettledBecause({ phases }: Pick<RunResult, 'phases'>): string | null {
  return phases.find(({ phase }) => phase === 'settle')?.says ?? null;
}
