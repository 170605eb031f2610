// The run protocol: baseline → inject → observe → heal → recover → settle → verify → journal. Prints nothing; tells a listener every
// journal entry. Heals in every case, also when it throws. The seed alone decides the schedule; the settings alone make the variant.

import { LakequakeError } from '../pipeline/contract/errors.ts';
import { newRunId } from '../pipeline/contract/event.ts';
import { defaultSettings, type Settings } from '../pipeline/contract/settings.ts';
import { differences } from '../pipeline/observe/diff-settings.ts';
import { guardRun } from './abort.ts';
import { followLedger } from './drivers/ledger-tail.ts';
import type { Environment, System } from './drivers/system.ts';
import { startWatch } from './drivers/watch.ts';
import { heal } from './heal.ts';
import { type Journal, journalFile, openJournal, type StampedEntry } from './journal.ts';
import { judgeRun } from './judge-run.ts';
import { type Experiment, runPhases } from './phases.ts';
import { discover, find } from './registry.ts';
import type { RunResult } from './result.ts';
import { type Scenario, type ScheduledFault, scheduleHash, settingsFor, variantOf } from './scenario.ts';
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
  const scenario = await find<Scenario>('scenarios', 'scenario', options.scenario);
  const variant = variantOf(scenario, options.variant);
  const settings = settingsFor(scenario, options.variant, options.settings ?? defaultSettings());
  const schedule = scenario.schedule(options.seed);
  const runId = newRunId(Date.now(), Math.random);
  const journal = openJournal(journalFile(environment.stateDir, runId), options.onEvent ?? (() => undefined));
  journal.write({
    type: 'start',
    runId,
    scenario: scenario.id,
    variant: options.variant,
    seed: options.seed,
    settings,
    changed: Object.fromEntries(
      differences(defaultSettings(), settings).map(({ path, after }) => [path, after]),
    ),
    versions: versionsOf(),
    schedule,
    scheduleHash: scheduleHash(schedule),
  });
  await heal(environment.stateDir);
  const system = await startSystem(environment, scenario, options, settings, schedule, runId, journal);
  const guard = guardRun(environment.stateDir, LONGEST_MS, options.signal);
  const experiment: Experiment = {
    scenario,
    schedule,
    system,
    journal,
    guard,
    disarmed: options.disarmed ?? false,
  };
  const startedAt = performance.now();
  try {
    options.onSystem?.(system);
    const course = await runPhases(experiment);
    const result = await judgeRun(experiment, course, {
      variant,
      variantName: options.variant,
      seed: options.seed,
      startedAt,
    });
    journal.write({ type: 'end', result });
    journal.write({
      type: 'phase',
      phase: 'journal',
      state: 'done',
      acked: result.phases.at(-1)?.acked ?? 0,
    });
    return result;
  } catch (error) {
    const code = error instanceof LakequakeError ? error.code : 'internal';
    journal.write({ type: 'error', code, message: (error as Error).message });
    throw error;
  } finally {
    await endSystem(environment, system);
  }
}

async function startSystem(
  environment: Environment,
  scenario: Scenario,
  { seed }: RunScenarioOptions,
  settings: Settings,
  schedule: readonly ScheduledFault[],
  runId: string,
  journal: Journal,
): Promise<System> {
  const ports = schedule.find(({ sourcePorts }) => sourcePorts);
  const { run } = await environment.newRun({
    kind: 'scenario',
    runId,
    seed,
    settings,
    source: scenario.source,
    ...(ports ? { sourcePorts: { file: portsFile(ports.fault), options: ports.args } } : {}),
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
      });
    },
  });
  return { stateDir, cluster, admin, run, ledger, watch };
}

function portsFile(fault: string): string {
  return new URL(`./faults/${fault}.ts`, import.meta.url).pathname;
}

/** Heals first: a process that is to end must be able to. */
async function endSystem({ stateDir }: Environment, system: System): Promise<void> {
  try {
    await heal(stateDir, system);
  } finally {
    system.watch.stop();
    await system.run.stop();
  }
}
