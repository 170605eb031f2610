// What a run is to be, decided and journalled before anything is started: scenario, variant, settings, schedule, run id.
import { dirname } from 'node:path';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { newRunId } from '../pipeline/contract/event.ts';
import type { Engine } from '../pipeline/contract/run-spec.ts';
import { defaultSettings, type Settings } from '../pipeline/contract/settings.ts';
import { differences } from '../pipeline/observe/diff-settings.ts';
import { guardRun } from './abort.ts';
import type { Environment, System } from './drivers/system.ts';
import { variantsOn, whyNotOnEngine } from './engine-fit.ts';
import { type Journal, journalFile, openJournal, sealedJournalFile } from './journal.ts';
import { startMeasurements } from './measurements.ts';
import { patienceOf, withPatience } from './patience.ts';
import type { Experiment } from './phases.ts';
import { find } from './registry.ts';
import type { RunScenarioOptions } from './run.ts';
import { caseOf, type Scenario, type ScheduledFault, scheduleHash, type Variant } from './scenario.ts';
import { type Protection, protectionOf, settingsFor, variantNamed, variantOf } from './variants.ts';
import { versionsOf } from './versions.ts';

export interface Plan {
  scenario: Scenario;
  variant: Variant;
  variantName: string;
  without: Protection | null;
  settings: Settings;
  engine: Engine;
  schedule: ScheduledFault[];
  runId: string;
  runDir: string;
  journal: Journal;
  measurements: ReturnType<typeof startMeasurements>;
  experimentOf: (system: System) => Experiment;
}

/** Throws `bad-argument` when the variant concerns another engine: nothing is started for it. */
export async function refuseOtherEngine(
  scenario: Scenario,
  variant: string,
  engine: Engine,
  without?: string,
): Promise<void> {
  const reason = await whyNotOnEngine(scenario, variant, engine, without);
  if (reason === null) return;
  const others = await variantsOn(scenario, engine);
  throw new LakequakeError('bad-argument', reason, {
    hint:
      others.length === 0
        ? 'Leave --engine out, or choose another scenario.'
        : `Leave --engine out, or choose a variant that Spark can show: ${others.join(', ')}.`,
  });
}

/** Throws `not-found`, `bad-settings` or `bad-argument`. */
export async function planRun(environment: Environment, options: RunScenarioOptions): Promise<Plan> {
  const engine = options.engine?.engine ?? 'duckdb';
  const patience = patienceOf(engine);
  const scenario = withPatience(await find<Scenario>('scenarios', 'scenario', options.scenario), patience);
  const variantName = variantNamed(scenario, options.variant);
  await refuseOtherEngine(scenario, variantName, engine, options.without);
  const variant = variantOf(scenario, variantName);
  const caseName = caseOf(variant);
  const without = options.without === undefined ? null : protectionOf(scenario, variantName, options.without);
  const settings = settingsFor(
    scenario,
    variantName,
    options.settings ?? defaultSettings(),
    without ?? undefined,
  );
  const schedule = scenario.schedule(options.seed, caseName);
  const runId = newRunId(Date.now(), Math.random);
  const file = (options.sealed ? sealedJournalFile : journalFile)(environment.stateDir, runId);
  const journal = openJournal(file, options.onEvent ?? (() => undefined));
  const measurements = startMeasurements(scenario.bounds ?? []);
  const guard = guardRun(
    environment.stateDir,
    patience.longestMs + (options.hold?.seconds ?? 0) * 1_000,
    options.signal,
  );
  const disarmed = options.disarmed ?? false;
  journal.write({
    type: 'start',
    runId,
    scenario: scenario.id,
    variant: variantName,
    case: caseName,
    seed: options.seed,
    settings,
    changed: Object.fromEntries(
      differences(defaultSettings(), settings).map(({ path, after }) => [path, after]),
    ),
    versions: versionsOf(environment.cluster.runtime, engine),
    engine,
    schedule,
    scheduleHash: scheduleHash(schedule),
    about: {
      title: scenario.title,
      teaches: scenario.teaches,
      onlooker: scenario.onlooker,
      variantTitle: variant.title,
      because: variant.because,
    },
  });
  return {
    scenario,
    variant,
    variantName,
    without,
    settings,
    engine,
    schedule,
    runId,
    runDir: dirname(file),
    journal,
    measurements,
    experimentOf: (system) => ({
      scenario,
      caseName,
      settings,
      schedule,
      system,
      journal,
      guard,
      measurements,
      disarmed,
      hold: options.hold,
      patience,
    }),
  };
}
