// Which settings a run gets: those of a variant over the base, a hardened variant with one protection switched off, or a user's own
// settings in place of any variant. Pure. A protection is what its naive counterpart of the same case sets otherwise.
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { Settings } from '../pipeline/contract/settings.ts';
import { withOverrides } from '../pipeline/runtime/settings-file.ts';
import { caseOf, ONLY_CASE, type Scenario, type SettingsChange, type Variant } from './scenario.ts';

/** The variant that is a user's own settings; of another case than the only one: `yours-<case>`. */
export const YOURS = 'yours';

export interface Protection {
  /** Path of the setting, `producer.sendGrouping`. */
  path: string;
  /** The value that switches it off. */
  off: unknown;
  /** The naive variant it was taken from. */
  naive: string;
}

function yours(scenario: Scenario, name: string): Variant | undefined {
  const cases = new Set(Object.values(scenario.variants).map(caseOf));
  const wanted = name === YOURS ? undefined : name.slice(YOURS.length + 1);
  const known = wanted === undefined ? cases.values().next().value : wanted;
  if (!name.startsWith(YOURS) || known === undefined || !cases.has(known)) return undefined;
  return {
    title: 'Your own settings',
    settings: {},
    because: 'the file given with --settings',
    expect: { verdict: 'held' },
    ...(known === ONLY_CASE ? {} : { case: known }),
  };
}

/** The names under which a scenario meets a user's own settings, one a case. */
export function yourVariants(scenario: Scenario): string[] {
  const cases = [...new Set(Object.values(scenario.variants).map(caseOf))];
  return cases.map((name, index) => (index === 0 ? YOURS : `${YOURS}-${name}`));
}

/** `naive` of a scenario whose naive variants all name their case is the first of them; so for any first word. */
export function variantNamed(scenario: Scenario, name: string): string {
  if (name in scenario.variants) return name;
  return Object.keys(scenario.variants).find((one) => one.startsWith(`${name}-`)) ?? name;
}

/** Throws `not-found` with the names there are. */
export function variantOf(scenario: Scenario, name: string): Variant {
  const variant = scenario.variants[variantNamed(scenario, name)] ?? yours(scenario, name);
  if (variant !== undefined) return variant;
  throw new LakequakeError('not-found', `${scenario.id} has no variant '${name}'`, {
    hint: `choose one of: ${Object.keys(scenario.variants).join(', ')}`,
  });
}

/**
 * What makes a variant that holds hold: every setting that a broken variant of its case sets otherwise. Where it holds by refusing to
 * start, what it sets beyond the broken one is what refuses.
 */
export function protectionsOf(scenario: Scenario, name: string): Protection[] {
  const variant = variantOf(scenario, name);
  if (variant.expect.verdict !== 'held') return [];
  const own = flat(variant.settings);
  return Object.entries(scenario.variants)
    .filter(([, other]) => other.expect.verdict === 'broken' && caseOf(other) === caseOf(variant))
    .flatMap(([naive, other]) => {
      const theirs = flat(other.settings);
      const refusing = variant.expect.refusal === undefined ? {} : beyond(own, theirs, flat(scenario.shared));
      return Object.entries({ ...theirs, ...refusing })
        .filter(([path, off]) => JSON.stringify(own[path]) !== JSON.stringify(off))
        .map(([path, off]) => ({ path, off, naive }));
    })
    .filter(
      ({ path, off }, index, all) =>
        all.findIndex((one) => one.path === path && JSON.stringify(one.off) === JSON.stringify(off)) ===
        index,
    );
}

/** What all variants share, of the paths that only `own` sets. */
function beyond(
  own: Record<string, unknown>,
  theirs: Record<string, unknown>,
  shared: Record<string, unknown>,
): Record<string, unknown> {
  const paths = Object.keys(own).filter((path) => !(path in theirs) && path in shared);
  return Object.fromEntries(paths.map((path) => [path, shared[path]]));
}

/** `{producer: {acks: 'leader'}}` as `{'producer.acks': 'leader'}`; a signal keeps its thresholds as one value. */
function flat(change: SettingsChange): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(change).flatMap(([section, values]) =>
      Object.entries(values as Record<string, unknown>).map(([key, value]) => [`${section}.${key}`, value]),
    ),
  );
}

/** Sets `path` in a change. */
function changed(change: SettingsChange, { path, off }: Protection): SettingsChange {
  const [section, ...rest] = path.split('.');
  const values = (change as Record<string, object>)[section!] ?? {};
  return { ...change, [section!]: { ...values, [rest.join('.')]: off } };
}

/** The protection that `path` or `path=<its off value as JSON>` names. Throws `not-found` with those there are. */
export function protectionOf(scenario: Scenario, variant: string, path: string): Protection {
  const all = protectionsOf(scenario, variant);
  const found = all.find((one) => one.path === path || `${one.path}=${JSON.stringify(one.off)}` === path);
  if (found !== undefined) return found;
  throw new LakequakeError('not-found', `${scenario.id}/${variant} has no protection '${path}'`, {
    hint: `name one of: ${all.map((one) => one.path).join(', ') || 'none'}`,
  });
}

/** The whole settings of a variant over `base` (the defaults, or a user's own), without the protection given. Throws `bad-settings`. */
export function settingsFor(
  scenario: Scenario,
  variantName: string,
  base: Settings,
  without?: Protection,
): Settings {
  const variant = variantOf(scenario, variantName).settings;
  const own = without === undefined ? variant : changed(variant, without);
  return withOverrides(base, [scenario.shared, own], `settings of ${scenario.id}/${variantName}`);
}
