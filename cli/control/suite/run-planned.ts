// One run of a suite on an open session, as a result in every case: an error is a run that proved nothing, but for `aborted`, which
// ends the suite.
import type { StampedEntry } from '../../../chaos/journal.ts';
import { find } from '../../../chaos/registry.ts';
import type { RunResult } from '../../../chaos/result.ts';
import type { Scenario } from '../../../chaos/scenario.ts';
import type { PlannedRun, SuiteMode } from '../../../chaos/suite/plan.ts';
import { resultOfError, type SuiteResult } from '../../../chaos/suite/suite-result.ts';
import { variantOf } from '../../../chaos/variants.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { EngineChoice } from '../../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../../pipeline/contract/settings.ts';
import type { JobHooks } from '../jobs.ts';
import { runScenarioJob } from '../scenario-job.ts';
import type { Session } from '../session.ts';

export interface RunConditions {
  mode: SuiteMode;
  record: { seed: number };
  settings: Settings | null;
  engine?: EngineChoice;
  hooks: JobHooks;
  /** Another run is under way on the same cluster. */
  sideBySide?: boolean;
}

/** Throws `aborted` only. */
export async function runPlanned(
  session: Session,
  run: PlannedRun,
  { mode, record, settings, engine, hooks, sideBySide = false }: RunConditions,
): Promise<SuiteResult> {
  const { scenario, variant, without } = run;
  const { seed } = record;
  const startedAt = performance.now();
  let runId = '';
  const request = {
    name: scenario,
    variant,
    seed,
    settings,
    disarmed: mode === 'disarmed',
    sideBySide,
    ...(without === undefined ? {} : { without }),
    ...(engine === undefined ? {} : { engine }),
  };
  const onEntry = (entry: StampedEntry) => {
    if (entry.type === 'start') runId = entry.runId;
  };
  const progress = sideBySide ? (text: string) => hooks.progress(`${run.key}: ${text}`) : hooks.progress;
  try {
    const { value } = await runScenarioJob(session, request, { ...hooks, progress, onEntry });
    return { ...(value as RunResult), key: run.key, error: null, retriedBecause: null };
  } catch (error) {
    if (error instanceof LakequakeError && error.code === 'aborted' && hooks.signal.aborted) throw error;
    const { expect: expected } = variantOf(await find<Scenario>('scenarios', 'scenario', scenario), variant);
    const seconds = (performance.now() - startedAt) / 1000;
    return resultOfError(run, error, { seed, runId, seconds, expected });
  }
}
