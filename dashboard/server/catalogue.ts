// Scenarios as the catalogue shows them: settings as paths that differ from the defaults, protections by name. Pure.
import { caseOf, type Scenario, type SettingsChange } from '../../chaos/scenario.ts';
import { protectionsOf } from '../../chaos/variants.ts';
import { defaultSettings, type Settings } from '../../pipeline/contract/settings.ts';
import type { CatalogueScenario } from '../contract/scenarios.ts';

type Difference = CatalogueScenario['shared'][number];

function differencesOf(change: SettingsChange, defaults: Settings): Difference[] {
  return Object.entries(change).flatMap(([section, values]) =>
    Object.entries(values as Record<string, unknown>).map(([key, value]) => ({
      path: `${section}.${key}`,
      value,
      byDefault: (defaults as unknown as Record<string, Record<string, unknown>>)[section]?.[key] ?? null,
    })),
  );
}

/** The catalogue, in the order of the ids. */
export function catalogue(scenarios: readonly Scenario[]): CatalogueScenario[] {
  const defaults = defaultSettings();
  return scenarios.map((scenario) => ({
    id: scenario.id,
    title: scenario.title,
    teaches: scenario.teaches,
    onlooker: scenario.onlooker,
    tags: scenario.tags,
    cases: [...new Set(Object.values(scenario.variants).map(caseOf))],
    shared: differencesOf(scenario.shared, defaults),
    notJudged: scenario.notJudged,
    variants: Object.entries(scenario.variants).map(([name, variant]) => ({
      name,
      title: variant.title,
      because: variant.because,
      case: caseOf(variant),
      expect: variant.expect,
      settings: differencesOf(variant.settings, defaults),
      protections: protectionsOf(scenario, name).map(({ path, off }) => ({ path, off })),
    })),
  }));
}
