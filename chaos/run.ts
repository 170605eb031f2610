// The run protocol: baseline → inject → observe → heal → recover → settle → verify → journal. Prints nothing; tells a listener every
// journal entry. Heals in every case, also when it throws. The seed alone decides the schedule; the settings alone make the variant.

import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { EngineChoice } from '../pipeline/contract/run-spec.ts';
import { defaultSettings, type Settings } from '../pipeline/contract/settings.ts';
import type { Environment, System } from './drivers/system.ts';
import { heal } from './heal.ts';
import type { StampedEntry } from './journal.ts';
import { type Judged, judgeRun } from './judge-run.ts';
import { overruledIn } from './overruled.ts';
import { type Experiment, type Hold, runPhases } from './phases.ts';
import { planRun } from './plan-run.ts';
import { refusedResult, unavailableResult } from './refused.ts';
import { discover } from './registry.ts';
import type { RunResult } from './result.ts';
import type { Scenario } from './scenario.ts';
import { startSystem } from './start-system.ts';
import { whyNotHere } from './why-not-here.ts';

export interface RunScenarioOptions {
  scenario: string;
  variant: string;
  seed: number;
  /** A user's own settings, instead of the defaults, under those of the variant. */
  settings?: Settings | null;
  /** Stops the run; it heals and throws `aborted`. */
  signal?: AbortSignal;
  onEvent?: (entry: StampedEntry) => void;
  /** Called once the processes of the run exist (the dashboard follows them). */
  onSystem?: (system: System) => void;
  /** Leave every injection out: the run must then prove nothing. */
  disarmed?: boolean;
  /** Path of a setting that protects the variant: switched off, the run must break. */
  without?: string;
  /** What processes the stream; duckdb unless set. Throws `bad-argument` for a variant that concerns another one. */
  engine?: EngineChoice;
  /** Others run on the same cluster: only this run's own faults are healed. */
  sideBySide?: boolean;
  /** Nobody may know yet what it is: its journal is sealed. */
  sealed?: boolean;
  /** The faults last until somebody ends them, and at the longest for so many seconds. */
  hold?: Hold;
}

/** All scenarios, by id. */
export function listScenarios(): Promise<Scenario[]> {
  return discover<Scenario>('scenarios', 'scenario');
}

/**
 * Runs one variant of a scenario on an environment and gives its result. Throws `not-found`, `hypothesis-not-met` (the baseline was not
 * healthy: an environment's fault) or `aborted`; a verdict, whatever it is, is no error.
 */
export async function runScenario(environment: Environment, options: RunScenarioOptions): Promise<RunResult> {
  const plan = await planRun(environment, options);
  const { journal, experimentOf } = plan;
  const startedAt = performance.now();
  const overruled = options.settings ? overruledIn(defaultSettings(), options.settings, plan.settings) : [];
  const judged = {
    variant: plan.variant,
    variantName: plan.variantName,
    seed: options.seed,
    startedAt,
    without: plan.without,
    overruled: overruled.length > 0 ? overruled : undefined,
  };
  const unavailable = await whyNotHere(environment.cluster.runtime, plan.schedule);
  if (unavailable !== null) {
    const result = unavailableResult(unavailable, {
      ...plan,
      ...judged,
      disarmed: options.disarmed ?? false,
    });
    journal.write({ type: 'end', result });
    return result;
  }
  const healing = options.sideBySide ? plan.runId : undefined;
  await heal(environment.stateDir, undefined, healing);
  let system: System | undefined;
  try {
    system = await startSystem(environment, plan, options);
    options.onSystem?.(system);
    const experiment = experimentOf(system);
    const result = await courseOf(experiment, judged);
    journal.write({ type: 'end', result });
    journal.write({
      type: 'phase',
      phase: 'journal',
      state: 'done',
      acked: result.phases.at(-1)?.acked ?? 0,
    });
    return result;
  } catch (error) {
    const refusal = refusedResult(error, { ...plan, ...judged, disarmed: options.disarmed ?? false });
    if (refusal !== undefined) {
      journal.write({ type: 'end', result: refusal });
      return refusal;
    }
    const code = error instanceof LakequakeError ? error.code : 'internal';
    journal.write({ type: 'error', code, message: (error as Error).message });
    throw error;
  } finally {
    await endSystem(environment, system, healing);
  }
}

async function courseOf(experiment: Experiment, judged: Judged): Promise<RunResult> {
  try {
    return await judgeRun(experiment, await runPhases(experiment), judged);
  } finally {
    await experiment.measurements.stop();
  }
}

/** Heals first: a process that is to end must be able to. */
async function endSystem(
  { stateDir }: Environment,
  system: System | undefined,
  healing: string | undefined,
): Promise<void> {
  try {
    await heal(stateDir, system, healing);
  } finally {
    system?.watch.stop();
    await system?.run.stop();
  }
}
