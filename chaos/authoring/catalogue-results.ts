// What the catalogue keeps of a suite's results, docs/catalogue-results.json: per variant the verdict, the first signal, and what stayed
// unseen. Pure.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { suiteRow } from '../suite/rows.ts';
import type { SuiteResult } from '../suite/suite-result.ts';

export interface VariantResult {
  verdict: string;
  /** `under-replicated 1.2 s`; null when there was no fault to notice. */
  first: string | null;
  faultUnseen: boolean;
  damage: string;
  seconds: number;
}

export interface CatalogueResults {
  seed: number;
  /** By `scenario/variant`, sorted. */
  variants: Record<string, VariantResult>;
}

/**
 * Of a suite's `--json`. Results of runs without a protection, or of a user's settings, have no place here. Throws `bad-argument` for results
 * of several seeds.
 */
export function compactResults(results: readonly SuiteResult[]): CatalogueResults {
  if (new Set(results.map(({ seed }) => seed)).size > 1)
    throw new LakequakeError('bad-argument', 'the results are of several seeds', {
      hint: 'give suites that were run with the same --seed',
    });
  const kept = results
    .filter(
      ({ without, variant, error }) => without === null && error === null && !variant.startsWith('yours'),
    )
    .map((result): [string, VariantResult] => {
      const { fault, damage, outcome } = suiteRow('expected', result);
      return [
        `${result.scenario}/${result.variant}`,
        {
          verdict: outcome,
          first: fault === '–' || fault === 'unseen' ? null : fault,
          faultUnseen: fault === 'unseen',
          damage,
          seconds: Math.round(result.seconds),
        },
      ];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { seed: results[0]?.seed ?? 0, variants: Object.fromEntries(kept) };
}
