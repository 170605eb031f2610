// What a scenario is: one experiment in one file. Its variants differ in settings only; its schedule depends on the seed only, so that
// all variants of a seed meet the same faults at the same events.
import { createHash } from 'node:crypto';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { SourceSpec } from '../pipeline/contract/run-spec.ts';
import { type Settings, settingsSchema } from '../pipeline/contract/settings.ts';
import type { FaultArgs } from './fault.ts';

/** Settings that differ from the hardened defaults. */
export type SettingsChange = { [Section in keyof Settings]?: Partial<Settings[Section]> };

export interface Expectation {
  verdict: 'held' | 'broken';
  /** For `broken`: these checkers find at least so many anomalies. */
  by?: { checker: string; atLeast: number }[];
}

export interface Variant {
  /** What it shows, in one sentence. */
  title: string;
  settings: SettingsChange;
  /** For naive values: whose default it is, or where people really run it. */
  because: string;
  expect: Expectation;
}

export interface ScheduledFault {
  /** Id of a fault. */
  fault: string;
  args: FaultArgs;
  /** Inject when so many events have been acknowledged. */
  injectAtAcked: number;
  /** Undo when so many more have been acknowledged since, or after so many seconds at the latest. */
  undoAfterAcked: number;
  undoAfterSeconds: number;
  /** The fault is a wrapper of the source's ports, in place from the start. */
  sourcePorts?: boolean;
}

export interface Scenario {
  id: string;
  title: string;
  /** What one learns, in one sentence. */
  teaches: string;
  /** What an onlooker sees. */
  onlooker: string;
  tags: string[];
  source: SourceSpec;
  /** Settings all variants share, so that the run stays short; never a protection. */
  shared: SettingsChange;
  variants: Record<string, Variant>;
  schedule: (seed: number) => ScheduledFault[];
  /** Fewest events acknowledged before, during and after the fault; below it a run proves nothing. */
  minimumAcked: { before: number; during: number; after: number };
  deadlines: { recoverSeconds: number; settleSeconds: number };
  /** Checkers that are not asked, and why. */
  notJudged: Record<string, string>;
}

/** The whole settings of a variant over `base` (the defaults, or a user's own). Throws `bad-settings`. */
export function settingsFor(scenario: Scenario, variantName: string, base: Settings): Settings {
  const merged: Record<string, unknown> = { ...base };
  for (const change of [scenario.shared, variantOf(scenario, variantName).settings])
    for (const [section, values] of Object.entries(change))
      merged[section] = { ...(merged[section] as object), ...values };
  const parsed = settingsSchema.safeParse(merged);
  if (parsed.success) return parsed.data;
  throw new LakequakeError(
    'bad-settings',
    `settings of ${scenario.id}/${variantName}: ${parsed.error.message}`,
  );
}

/** Throws `not-found` with the names there are. */
export function variantOf(scenario: Scenario, name: string): Variant {
  const variant = scenario.variants[name];
  if (variant !== undefined) return variant;
  throw new LakequakeError('not-found', `${scenario.id} has no variant '${name}'`, {
    hint: `choose one of: ${Object.keys(scenario.variants).join(', ')}`,
  });
}

/** The same for all variants of a seed. */
export function scheduleHash(schedule: readonly ScheduledFault[]): string {
  return createHash('sha256').update(JSON.stringify(schedule)).digest('hex').slice(0, 16);
}
