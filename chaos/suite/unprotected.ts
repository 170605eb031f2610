// Every protection of every variant that holds, and the run that shows what happens without it. Pure. Where a variant of the same
// case comes to exactly the settings that switching off one protection gives, its own run is the evidence and no second one is made.
import { isDeepStrictEqual } from 'node:util';
import { defaultSettings } from '../../pipeline/contract/settings.ts';
import { caseOf, type Scenario } from '../scenario.ts';
import { type Protection, protectionsOf, settingsFor, variantOf } from '../variants.ts';

export interface UnprotectedRow {
  scenario: string;
  /** The variant that holds. */
  variant: string;
  path: string;
  off: unknown;
  /** The run that is the evidence: the variant without the protection, or the naive variant. */
  run: { variant: string; without?: string };
}

/** One row per protection of the scenario. */
export function unprotectedRows(scenario: Scenario): UnprotectedRow[] {
  return Object.keys(scenario.variants).flatMap((variant) =>
    protectionsOf(scenario, variant).map((protection) => ({
      scenario: scenario.id,
      variant,
      path: protection.path,
      off: protection.off,
      run: evidenceOf(scenario, variant, protection),
    })),
  );
}

function evidenceOf(scenario: Scenario, variant: string, protection: Protection): UnprotectedRow['run'] {
  const base = defaultSettings();
  const stripped = settingsFor(scenario, variant, base, protection);
  const same = Object.keys(scenario.variants).find(
    (name) =>
      caseOf(variantOf(scenario, name)) === caseOf(variantOf(scenario, variant)) &&
      isDeepStrictEqual(stripped, settingsFor(scenario, name, base)),
  );
  return same === undefined
    ? { variant, without: `${protection.path}=${JSON.stringify(protection.off)}` }
    : { variant: same };
}
