// The runs a lab is judged on, from the journals in the state folder. Reads only; a journal that cannot be read is no run of ours.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { isSealed, journalFile, readJournal, sealedJournalFile, unseal } from '../chaos/journal.ts';
import { find } from '../chaos/registry.ts';
import { storyOf } from '../chaos/report/story.ts';
import type { RunResult } from '../chaos/result.ts';
import { caseOf, type Scenario } from '../chaos/scenario.ts';
import { settingsFor, variantOf, yourVariants } from '../chaos/variants.ts';
import type { Settings } from '../pipeline/contract/settings.ts';
import { differences } from '../pipeline/observe/diff-settings.ts';
import { runIds } from '../pipeline/observe/locate-run.ts';
import type { LabRun } from './facts.ts';
import type { LabRunSpec } from './lab.ts';

/** Scenario and seed stand at the beginning of a journal's first line. */
const HEAD_BYTES = 1_024;

/** A blind run's journal stands under its seal; only a lab that made it may look there. */
const fileOf = (stateDir: string, runId: string, blind: boolean | undefined) =>
  (blind && isSealed(stateDir, runId) ? sealedJournalFile : journalFile)(stateDir, runId);

/** Whether a journal's first line is of that experiment: most journals of a state folder are not, and need not be read. */
function isOf(stateDir: string, runId: string, { scenario, seed, blind }: LabRunSpec): boolean {
  const file = fileOf(stateDir, runId, blind);
  if (!existsSync(file)) return false;
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const text = head.subarray(0, readSync(descriptor, head, 0, HEAD_BYTES, 0)).toString('utf8');
    return text.includes(`"scenario":"${scenario}"`) && text.includes(`"seed":${seed},`);
  } finally {
    closeSync(descriptor);
  }
}

/** The run's journal as a lab needs it; undefined for a drain or the lab's own stream. */
export function labRunOf(stateDir: string, runId: string, blind = false): LabRun | undefined {
  const file = fileOf(stateDir, runId, blind);
  if (!existsSync(file)) return undefined;
  const story = storyOf(readJournal(file));
  if (story === undefined) return undefined;
  const { start, result, error, signals } = story;
  return {
    runId,
    at: start.at,
    scenario: start.scenario,
    variant: start.variant,
    seed: start.seed,
    settings: start.settings as Settings,
    scheduleHash: start.scheduleHash,
    result: result ?? null,
    error: error?.message ?? null,
    signals,
  };
}

/** The name under which a scenario meets a user's own settings in that case. */
export async function yourVariant({ scenario: id, case: wanted }: LabRunSpec): Promise<string> {
  const scenario = await find<Scenario>('scenarios', 'scenario', id);
  const names = yourVariants(scenario);
  return (
    names.find((name) => wanted !== undefined && caseOf(variantOf(scenario, name)) === wanted) ?? names[0]!
  );
}

/** What the run's pipeline really gets when a user gives these settings. Throws `bad-settings`. */
export async function effectiveSettings(spec: LabRunSpec, settings: Settings): Promise<Settings> {
  const scenario = await find<Scenario>('scenarios', 'scenario', spec.scenario);
  return settingsFor(scenario, await yourVariant(spec), settings);
}

export interface RunQuery {
  spec: LabRunSpec;
  /** As a user gives them; without, any settings will do. */
  settings?: Settings;
  /** ms since the epoch; older runs do not count. */
  since: number;
  /** Which finished runs count; all unless told. */
  accept?: ((result: RunResult) => boolean) | undefined;
}

/** The newest finished run of that spec made with these settings, if some are given; one that proves something before any that proves nothing. */
export async function newestRun(stateDir: string, query: RunQuery): Promise<LabRun | undefined> {
  const { spec, settings, since, accept = () => true } = query;
  const wanted = settings === undefined ? undefined : await effectiveSettings(spec, settings);
  const variant = await yourVariant(spec);
  let unproved: LabRun | undefined;
  for (const runId of runIds(stateDir).toReversed()) {
    const run = isOf(stateDir, runId, spec) ? labRunOf(stateDir, runId, spec.blind) : undefined;
    if (run === undefined || run.result === null || run.at < since || !accept(run.result)) continue;
    if (run.scenario !== spec.scenario || run.seed !== spec.seed || run.variant !== variant) continue;
    if ((run.result.engine ?? 'duckdb') !== (spec.engine ?? 'duckdb')) continue;
    if (wanted !== undefined && differences(run.settings, wanted).length > 0) continue;
    if (run.result.verdict !== 'inconclusive') return run;
    unproved ??= run;
  }
  return unproved;
}

/** Opens the seal of every run of that spec: what it was has been found out. */
export function revealRuns(stateDir: string, spec: LabRunSpec): void {
  for (const runId of runIds(stateDir))
    if (isSealed(stateDir, runId) && isOf(stateDir, runId, spec)) unseal(stateDir, runId);
}
