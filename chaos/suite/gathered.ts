// Results that other suites of a state folder have already: the same runs with the same seed, settings and runtime, made in batches, by a
// suite of all variants, or by one that was interrupted before the code changed. Each says which suite it was taken from, and whether the
// code is still the same. A disarmed result stands for a disarmed one only. Reads; runs nothing.
import type { SuiteMode } from './plan.ts';
import { codeHash, keptSuite, type SuiteIdentity, suiteHeads } from './suite-record.ts';
import type { SuiteResult } from './suite-result.ts';

export interface Wanted {
  mode: SuiteMode;
  /** Keys that have no result yet. */
  keys: ReadonlySet<string>;
  seed: number;
  settings: SuiteIdentity['settings'];
  runtime: SuiteIdentity['runtime'];
  /** duckdb when absent. */
  engine?: SuiteIdentity['engine'];
}

/** A variant's own run is the same thing in a suite of all variants and in one of protections. */
const ALIKE: Record<SuiteMode, readonly SuiteMode[]> = {
  expected: ['expected', 'unprotected'],
  unprotected: ['expected', 'unprotected'],
  yours: ['yours'],
  disarmed: ['disarmed'],
};

/** At most one a key: that of the newest suite. Runs that ended with an error are left to be made. */
export function gatherResults(stateDir: string, wanted: Wanted): SuiteResult[] {
  const code = codeHash();
  const found = new Map<string, SuiteResult>();
  for (const head of suiteHeads(stateDir).filter(({ identity }) => fits(identity, wanted))) {
    const { id, identity, results } = keptSuite(stateDir, head);
    for (const result of results) {
      if (!wanted.keys.has(result.key) || found.has(result.key) || result.error !== null) continue;
      const takenFrom = result.takenFrom ?? { suite: id, sameCode: identity.code === code };
      found.set(result.key, { ...result, takenFrom });
    }
  }
  return [...found.values()];
}

function fits(identity: SuiteIdentity, { mode, seed, settings, runtime, engine }: Wanted): boolean {
  return (
    ALIKE[mode].includes(identity.mode) &&
    identity.seed === seed &&
    identity.runtime === runtime &&
    (identity.engine?.engine ?? 'duckdb') === (engine?.engine ?? 'duckdb') &&
    JSON.stringify(identity.settings) === JSON.stringify(settings)
  );
}
