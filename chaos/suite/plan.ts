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
}

export interface PlannedRun {
  /** `broker-loss/hardened`, with `~producer.sendGrouping` when that protection is off: unique within a suite. */
  key: string;
  scenario: string;
  variant: string;
  /** The protection to switch off, as `protectionOf` understands it. */
  without?: string;
  /** Touches nothing but its own topic, lake and processes: may run beside another. */
  dataOnly: boolean;
}

export function runKey(scenario: string, variant: string, without?: string): string {
  return `${scenario}/${variant}${without === undefined ? '' : `~${without}`}`;
}

/** The scenarios chosen. Throws `not-found` for a name or tag that no scenario has. */
export function chosenScenarios(all: readonly Scenario[], selection: Selection): Scenario[] {
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
    ({ id, tags }) =>
      (selection.scenarios?.includes(id) ?? true) &&
      (selection.tags ?? []).every((wanted) => tags.includes(wanted)),
  );
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
      dataOnly: scenario.tags.includes('data-only'),
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
  { variants }: Selection,
  mode: SuiteMode,
): { variant: string; without?: string }[] {
  const wanted = (variant: string) => variants?.includes(variant) ?? true;
  if (mode === 'yours') return yourVariants(scenario).map((variant) => ({ variant }));
  if (mode === 'unprotected')
    return unprotectedRows(scenario)
      .filter(({ variant }) => wanted(variant))
      .map(({ run }) => run);
  return Object.keys(scenario.variants)
    .filter(wanted)
    .map((variant) => ({ variant }));
}
