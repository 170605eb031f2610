// The run protocol: baseline → inject → observe → heal → recover → settle → verify → journal. Prints nothing; tells a listener every
// journal entry. Heals in every case, also when it throws. The seed alone decides the schedule; the settings alone make the variant.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { newRunId } from '../pipeline/contract/event.ts';
import { defaultSettings, type Settings } from '../pipeline/contract/settings.ts';
import { differences } from '../pipeline/observe/diff-settings.ts';
import { guardRun } from './abort.ts';
import { followLedger } from './drivers/ledger-tail.ts';
import { switchFolder } from './drivers/ports-switch.ts';
import type { Environment, NewScenarioRun, System } from './drivers/system.ts';
import { startWatch } from './drivers/watch.ts';
import { heal } from './heal.ts';
import { type Journal, journalFile, openJournal, type StampedEntry } from './journal.ts';
import { type Judged, judgeRun } from './judge-run.ts';
import { startMeasurements } from './measurements.ts';
import { type Experiment, runPhases } from './phases.ts';
import type { PortsLayer } from './ports-layers.ts';
import { refusedResult } from './refused.ts';
import { discover, find } from './registry.ts';
import type { RunResult } from './result.ts';
import { caseOf, type Scenario, type ScheduledFault, scheduleHash, type Variant } from './scenario.ts';
import { type Protection, protectionOf, settingsFor, variantOf } from './variants.ts';
import { versionsOf } from './versions.ts';

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
}

/** Longest a run may take, whatever its deadlines say. */
const LONGEST_MS = 240_000;

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
  const judged = {
    variant: plan.variant,
    variantName: options.variant,
    seed: options.seed,
    startedAt,
    without: plan.without,
  };
  await heal(environment.stateDir);
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
    await endSystem(environment, system);
  }
}

async function courseOf(experiment: Experiment, judged: Judged): Promise<RunResult> {
  try {
    return await judgeRun(experiment, await runPhases(experiment), judged);
  } finally {
    await experiment.measurements.stop();
  }
}

export interface Plan {
  scenario: Scenario;
  variant: Variant;
  without: Protection | null;
  settings: Settings;
  schedule: ScheduledFault[];
  runId: string;
  runDir: string;
  journal: Journal;
  measurements: ReturnType<typeof startMeasurements>;
  experimentOf: (system: System) => Experiment;
}

/** What is to be run, decided and journalled before anything is started. */
async function planRun(environment: Environment, options: RunScenarioOptions): Promise<Plan> {
  const scenario = await find<Scenario>('scenarios', 'scenario', options.scenario);
  const variant = variantOf(scenario, options.variant);
  const caseName = caseOf(variant);
  const without =
    options.without === undefined ? null : protectionOf(scenario, options.variant, options.without);
  const settings = settingsFor(
    scenario,
    options.variant,
    options.settings ?? defaultSettings(),
    without ?? undefined,
  );
  const schedule = scenario.schedule(options.seed, caseName);
  const runId = newRunId(Date.now(), Math.random);
  const file = journalFile(environment.stateDir, runId);
  const journal = openJournal(file, options.onEvent ?? (() => undefined));
  const measurements = startMeasurements(scenario.bounds ?? []);
  const guard = guardRun(environment.stateDir, LONGEST_MS, options.signal);
  const disarmed = options.disarmed ?? false;
  journal.write({
    type: 'start',
    runId,
    scenario: scenario.id,
    variant: options.variant,
    case: caseName,
    seed: options.seed,
    settings,
    changed: Object.fromEntries(
      differences(defaultSettings(), settings).map(({ path, after }) => [path, after]),
    ),
    versions: versionsOf(),
    schedule,
    scheduleHash: scheduleHash(schedule),
  });
  return {
    scenario,
    variant,
    without,
    settings,
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
    }),
  };
}

async function startSystem(
  environment: Environment,
  { scenario, settings, schedule, runId, runDir, journal, measurements }: Plan,
  { seed, disarmed }: RunScenarioOptions,
): Promise<System> {
  const now = Date.now();
  const { run } = await environment.newRun({
    kind: 'scenario',
    runId,
    seed,
    settings,
    source: scenario.source,
    ...(scenario.eventClockSpeed === undefined
      ? {}
      : { eventClock: { kafkaOriginMs: now, eventOriginMs: now, speed: scenario.eventClockSpeed } }),
    ...(disarmed ? {} : portsOf(schedule, runDir)),
  });
  const { stateDir, cluster, admin } = environment;
  const ledger = followLedger(run.spec.ledgerFile);
  let sampledAt = 0;
  const watch = await startWatch({
    admin,
    run,
    brokerIds: cluster.brokers.map(({ id }) => id),
    onSignal: ({ id, subject, says, firedAt }) =>
      journal.write({ type: 'signal', signal: id, subject, says, firedAt }),
    onSnapshot: (snapshot, active) => {
      if (snapshot.at - sampledAt < 1_000) return;
      sampledAt = snapshot.at;
      const well = active.length === 0;
      measurements.noteHealth({ at: snapshot.at, well, because: active.map(({ says }) => says).join('; ') });
      const lags = Object.values(snapshot.processors).flatMap(({ value }) =>
        value.partitions.map(({ lagMs }) => lagMs ?? 0),
      );
      const isr = snapshot.cluster?.value.partitions.map((partition) => partition.isr.length) ?? [];
      journal.write({
        type: 'sample',
        acked: snapshot.source?.value.acked ?? 0,
        ackP99Ms: snapshot.source?.value.ackP99Ms ?? null,
        lagMs: lags.length === 0 ? null : Math.max(...lags),
        isr: isr.length === 0 ? null : Math.min(...isr),
        active: active.map(({ id, subject }) => `${id}/${subject}`),
        well,
      });
    },
  });
  const system = { stateDir, runDir, cluster, admin, run, ledger, watch };
  measurements.watch(system);
  return system;
}

/** The faults of a schedule that live inside the source or the processors, as the layers of one ports module each. */
function portsOf(
  schedule: readonly ScheduledFault[],
  runDir: string,
): Pick<NewScenarioRun, 'sourcePorts' | 'processorPorts'> {
  const layers = (role: ScheduledFault['ports']): PortsLayer[] =>
    schedule.flatMap(({ fault, args, ports }, index) =>
      ports === role
        ? [
            {
              file: moduleOf(`faults/${fault}`),
              options: { ...args, folder: switchFolder(runDir, index, fault) },
            },
          ]
        : [],
    );
  const portsModule = (role: ScheduledFault['ports']) =>
    layers(role).length === 0
      ? undefined
      : { file: moduleOf('ports-layers'), options: { layers: layers(role) } };
  const [sourcePorts, processorPorts] = [portsModule('source'), portsModule('processor')];
  return { ...(sourcePorts ? { sourcePorts } : {}), ...(processorPorts ? { processorPorts } : {}) };
}

function moduleOf(name: string): string {
  return fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
}

/** Heals first: a process that is to end must be able to. */
async function endSystem({ stateDir }: Environment, system: System | undefined): Promise<void> {
  try {
    await heal(stateDir, system);
  } finally {
    system?.watch.stop();
    await system?.run.stop();
  }
}
