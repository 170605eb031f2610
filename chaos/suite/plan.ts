// Which runs a suite is made of: the variants of the scenarios chosen, a user's own settings in place of any variant, every protection
// switched off once, or every fault left out. Pure; the same choice gives the same runs in the same order.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { Scenario } from '../scenario.ts';
import { yourVariants } from '../variants.ts';
import { unprotectedRows } from './unprotected.ts';

/** `expected`: every variant as it stands. `yours`: a user's settings instead. `unprotected` and `disarmed`: what keeps the suite honest. */
export type SuiteMode = 'expected' | 'yours' | 'unprotected' | 'disarmed';

/** What was asked for; null: all. */
export interface Selection {
  scenarios: string[] | null;
  /** Scenarios that carry all of these tags. */
  tags: string[] | null;
  variants: string[] | null;
  /** Only the variants of the short suite. */
  fast: boolean;
}

export interface PlannedRun {
  /** `broker-loss/hardened`, with `~producer.sendGrouping` when that protection is off: unique within a suite. */
  key: string;
  scenario: string;
  variant: string;
  /** The protection to switch off, as `protectionOf` understands it. */
  without?: string;
  /** Touches nothing but its own topic, lake and processes: may run beside another. Without its faults every run is such a one. */
  dataOnly: boolean;
}

/** Names a run of a suite: `scenario/variant`, and `~path` of a protection that is off. */
export function runKey(scenario: string, variant: string, without?: string): string {
  return `${scenario}/${variant}${without === undefined ? '' : `~${without}`}`;
}

/** The scenarios chosen. Throws `not-found` for a name or tag that no scenario has. */
function chosenScenarios(all: readonly Scenario[], selection: Selection): Scenario[] {
  refuseUnknown(
    'scenario',
    selection.scenarios,
    all.map(({ id }) => id),
  );
  refuseUnknown(
    'tag',
    selection.tags,
    all.flatMap(({ tags }) => tags),
  );
  return all.filter(
    ({ id, tags, fast }) =>
      (selection.scenarios?.includes(id) ?? true) &&
      (selection.tags ?? []).every((wanted) => tags.includes(wanted)) &&
      (!selection.fast || fast !== undefined),
  );
}

/** The scenarios chosen, with no other variants than those chosen. */
export function chosenVariants(all: readonly Scenario[], selection: Selection): Scenario[] {
  return chosenScenarios(all, selection).map((scenario) => {
    const chosen = Object.entries(scenario.variants).filter(([name]) => isChosen(scenario, name, selection));
    return { ...scenario, variants: Object.fromEntries(chosen) };
  });
}

function isChosen({ fast }: Scenario, variant: string, selection: Selection): boolean {
  const named = selection.variants?.includes(variant) ?? true;
  return named && (!selection.fast || (fast?.includes(variant) ?? false));
}

function refuseUnknown(what: string, wanted: readonly string[] | null, known: readonly string[]): void {
  const stranger = wanted?.find((one) => !known.includes(one));
  if (stranger === undefined) return;
  throw new LakequakeError(
    'not-found',
    `no scenario has the ${what === 'tag' ? 'tag' : 'name'} '${stranger}'`,
    {
      hint: `choose from: ${[...new Set(known)].sort().join(', ')}`,
    },
  );
}

/** The runs of a suite, those that may run side by side last. Throws `not-found` when nothing is left to run. */
export function planSuite(all: readonly Scenario[], selection: Selection, mode: SuiteMode): PlannedRun[] {
  const runs = chosenScenarios(all, selection).flatMap((scenario) =>
    namesOf(scenario, selection, mode).map(({ variant, without }) => ({
      key: runKey(scenario.id, variant, without),
      scenario: scenario.id,
      variant,
      ...(without === undefined ? {} : { without }),
      dataOnly: mode === 'disarmed' || scenario.tags.includes('data-only'),
    })),
  );
  const unique = [...new Map(runs.map((run) => [run.key, run])).values()];
  if (unique.length === 0)
    throw new LakequakeError('not-found', 'no variant of the scenarios chosen fits', {
      hint: 'see the variants with `npx lakequake chaos list`',
    });
  return [...unique.filter(({ dataOnly }) => !dataOnly), ...unique.filter(({ dataOnly }) => dataOnly)];
}

function namesOf(
  scenario: Scenario,
  selection: Selection,
  mode: SuiteMode,
): { variant: string; without?: string }[] {
  const wanted = (variant: string) => isChosen(scenario, variant, selection);
  if (mode === 'yours') return yourVariants(scenario).map((variant) => ({ variant }));
  if (mode === 'unprotected')
    return unprotectedRows(scenario)
      .filter(({ variant }) => wanted(variant))
      .map(({ run }) => run);
  return Object.keys(scenario.variants)
    .filter(wanted)
    .map((variant) => ({ variant }));
}
