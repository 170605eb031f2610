// The phases of a run that act on the system: baseline to settle. Each is journalled with what it took; none judges.
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { Settings } from '../pipeline/contract/settings.ts';
import { type Guard, unlessStopped, waitFor } from './abort.ts';
import { type AppliedFault, applyFault } from './apply-fault.ts';
import { type BeforeHealing, beforeHealing } from './before-healing.ts';
import type { System } from './drivers/system.ts';
import type { Journal, Phase } from './journal.ts';
import type { Measurements } from './measurements.ts';
import { isInVain, isWarm, type Patience, toleranceOn } from './patience.ts';
import { ackedEvents } from './probes/acked-events.ts';
import { deviations } from './probes/steady-state.ts';
import type { PhaseRecord } from './result.ts';
import type { Scenario, ScheduledFault } from './scenario.ts';

export interface Experiment {
  scenario: Scenario;
  caseName: string;
  /** What the run began with; a fault may deploy other settings on the way. */
  settings: Settings;
  schedule: readonly ScheduledFault[];
  system: System;
  journal: Journal;
  guard: Guard;
  measurements: Measurements;
  disarmed: boolean;
  patience: Patience;
  hold?: Hold | undefined;
}

/** Faults that wait for somebody to end them. The schedule says when they strike, not when they end. */
export interface Hold {
  /** At the longest. */
  seconds: number;
  /** Somebody has ended them. */
  released: () => boolean;
}

/** What happened, for the verdict. */
export interface Course {
  phases: PhaseRecord[];
  faults: AppliedFault[];
  healedAt: number;
  /** Seconds from healing to the steady state; null when it did not come back, with what deviated. */
  recoverySeconds: number | null;
  deviating: string[];
  before: BeforeHealing;
  ackedAtEnd: number;
  /** Why settling ended early; null when every window became final. */
  unsettled: string | null;
}

/** The steady state must hold for this long, not just for a moment. */
const STEADY_FOR_MS = 1_000;
/** Longest wait for the event count at which a fault is due. */
const DUE_SECONDS = 60;

/** Runs one phase: journalled at both ends, its time and the acknowledged events noted. */
async function phase<T>(
  { journal, system, guard }: Experiment,
  phases: PhaseRecord[],
  name: Phase,
  act: () => Promise<{ value: T; says?: string }>,
): Promise<T> {
  await guard.check();
  const at = Date.now();
  journal.write({ type: 'phase', phase: name, state: 'begun', acked: ackedEvents(system) });
  try {
    const { value, says } = await act();
    const acked = ackedEvents(system);
    phases.push({ phase: name, at, seconds: (Date.now() - at) / 1000, acked, says: says ?? null });
    journal.write({
      type: 'phase',
      phase: name,
      state: 'done',
      acked,
      ...(says === undefined ? {} : { says }),
    });
    return value;
  } catch (error) {
    journal.write({
      type: 'phase',
      phase: name,
      state: 'failed',
      acked: ackedEvents(system),
      says: (error as Error).message,
    });
    throw error;
  }
}

/** True once the steady state has held for STEADY_FOR_MS without a break. */
async function untilSteady(
  { scenario, system, guard, patience }: Experiment,
  seconds: number,
): Promise<boolean> {
  const begun = Date.now();
  let steadySince: number | undefined;
  const isSteady = () => steadySince !== undefined && Date.now() - steadySince >= STEADY_FOR_MS;
  const probe = () => {
    if (
      !isWarm(system.run, patience) ||
      deviations(system, toleranceOn(system.run, scenario, patience)).length > 0
    )
      steadySince = undefined;
    else steadySince ??= Date.now();
    return isSteady() || isInVain(system.run, patience, { seconds, waitedMs: Date.now() - begun });
  };
  await waitFor(probe, { deadlineMs: seconds * 1_000, guard, everyMs: 100 });
  return isSteady();
}

async function baseline(experiment: Experiment): Promise<void> {
  const { system, patience, scenario } = experiment;
  const { baselineSeconds, warmUp } = patience;
  await system.run.startProcessors();
  if (warmUp !== null) await unlessStopped(experiment.guard, system.run.engineReady(baselineSeconds * 1_000));
  await system.run.startSource();
  const rate = scenario.source.ratePerSecond;
  if (warmUp !== null && rate !== null) system.run.setRate(Math.max(1, rate * warmUp.rateShare));
  const steady = await untilSteady(experiment, baselineSeconds);
  if (warmUp !== null) system.run.setRate(rate);
  if (steady) return;
  const says =
    deviations(system, toleranceOn(system.run, scenario, patience)).join('; ') ||
    'a query has not made its first batches';
  throw new LakequakeError('hypothesis-not-met', `the pipeline is not healthy before the fault: ${says}`, {
    hint: 'see `npx lakequake doctor`; close other heavy programs and run it again',
  });
}

async function inject(experiment: Experiment): Promise<AppliedFault[]> {
  const { system, guard, journal, disarmed } = experiment;
  const faults: AppliedFault[] = [];
  const due = [...experiment.schedule].sort((a, b) => a.injectAtAcked - b.injectAtAcked);
  for (const scheduled of due) {
    // Disarmed, nothing is to strike at its event.
    await waitFor(() => disarmed || ackedEvents(system) >= scheduled.injectAtAcked, {
      deadlineMs: (scheduled.injectAfterSeconds ?? DUE_SECONDS) * 1_000,
      guard,
      everyMs: 5,
    });
    const index = experiment.schedule.indexOf(scheduled);
    faults.push(await applyFault(system, scheduled, journal, { index, disarmed }));
  }
  return faults;
}

/** Until every fault has lasted as long as it should; a fault that was left out is not there to be looked at. */
async function observe(
  { scenario, system, guard, disarmed, hold }: Experiment,
  faults: readonly AppliedFault[],
): Promise<void> {
  if (disarmed) return;
  if (hold !== undefined) {
    await waitFor(hold.released, { deadlineMs: hold.seconds * 1_000, guard });
    return;
  }
  const seen = () => scenario.seenEnough?.(system) ?? false;
  for (const { scheduled, ackedAtInject } of faults) {
    const enough = () => ackedEvents(system) >= ackedAtInject + scheduled.undoAfterAcked;
    await waitFor(() => enough() || seen(), { deadlineMs: scheduled.undoAfterSeconds * 1_000, guard });
  }
}

async function healAll({ system }: Experiment, faults: readonly AppliedFault[]): Promise<void> {
  for (const fault of [...faults].reverse()) await fault.undo(system);
}

/** Steady again, and enough events acknowledged since healing to say something about the time after (disarmed, nobody will ask). */
async function recover(experiment: Experiment, ackedAtHeal: number): Promise<number | null> {
  const { scenario, system, guard, disarmed } = experiment;
  const startedAt = Date.now();
  if (!(await untilSteady(experiment, scenario.deadlines.recoverSeconds))) return null;
  const seconds = (Date.now() - startedAt) / 1000;
  const enough = () => disarmed || ackedEvents(system) >= ackedAtHeal + scenario.minimumAcked.after;
  await waitFor(enough, { deadlineMs: scenario.deadlines.recoverSeconds * 1_000, guard });
  return seconds;
}

/** Closes the source and waits until every window is final. Not getting there is a result: what is missing shows as unseen. */
async function settle(experiment: Experiment): Promise<string | null> {
  const { scenario, system } = experiment;
  const deadlineMs = scenario.deadlines.settleSeconds * 1_000;
  try {
    await unlessStopped(
      experiment.guard,
      system.run.closeSource(deadlineMs).then(() => system.run.finish(deadlineMs)),
    );
    return null;
  } catch (error) {
    if (error instanceof LakequakeError && error.code !== 'aborted') return error.message;
    throw error;
  }
}

/** All phases that act, in order. */
export async function runPhases(experiment: Experiment): Promise<Course> {
  const { system } = experiment;
  const phases: PhaseRecord[] = [];
  const step = <T>(name: Phase, act: () => Promise<{ value: T; says?: string }>) =>
    phase(experiment, phases, name, act);
  await step('baseline', async () => ({ value: await baseline(experiment) }));
  const faults = await step('inject', async () => {
    const value = await inject(experiment);
    return {
      value,
      says: value.map(({ scheduled, proof }) => proof?.says ?? `${scheduled.fault}: no trace`).join('; '),
    };
  });
  const before = await step('observe', async () => {
    await observe(experiment, faults);
    const value = await beforeHealing(experiment);
    return { value, says: value.says };
  });
  const healBegun = Date.now();
  await step('heal', async () => ({ value: await healAll(experiment, faults) }));
  const ackedAtHeal = ackedEvents(system);
  const recovered = await step('recover', async () => ({ value: await recover(experiment, ackedAtHeal) }));
  const deviating =
    recovered === null
      ? deviations(system, toleranceOn(system.run, experiment.scenario, experiment.patience))
      : [];
  const recoverySeconds =
    recovered === null ? null : Math.round((phases.at(-2)!.seconds + recovered) * 100) / 100;
  const unsettled = await step('settle', async () => {
    const value = await settle(experiment);
    return value === null ? { value } : { value, says: value };
  });
  return {
    phases,
    faults,
    healedAt: healBegun,
    recoverySeconds,
    deviating,
    before,
    ackedAtEnd: ackedEvents(system),
    unsettled,
  };
}
