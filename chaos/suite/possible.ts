// Which runs of a plan this runtime can do; what only containers allow is left out of a suite on processes, and told.
import type { RuntimeName } from '../../pipeline/runtime/cluster.ts';
import { discover } from '../registry.ts';
import type { Scenario } from '../scenario.ts';
import { whyNotVariant } from '../why-not-here.ts';
import type { PlannedRun } from './plan.ts';

export interface LeftOutRun {
  key: string;
  /** One sentence. */
  because: string;
}

/** Runs that this runtime can make, and those it cannot with the reason. */
export async function splitByRuntime(
  runtime: RuntimeName,
  runs: readonly PlannedRun[],
): Promise<{ possible: PlannedRun[]; leftOut: LeftOutRun[] }> {
  const possible: PlannedRun[] = [];
  const leftOut: LeftOutRun[] = [];
  const scenarios = await discover<Scenario>('scenarios', 'scenario');
  for (const run of runs) {
    // A name that the registry does not know is the run's to refuse.
    const scenario = scenarios.find(({ id }) => id === run.scenario);
    const because = scenario === undefined ? null : await whyNotVariant(runtime, scenario, run.variant);
    if (because === null) possible.push(run);
    else leftOut.push({ key: run.key, because });
  }
  return { possible, leftOut };
}
