// Which runs of a plan this runtime can do; what only containers allow is left out of a suite on processes, and told.
import type { RuntimeName } from '../../pipeline/runtime/cluster.ts';
import { find } from '../registry.ts';
import type { Scenario } from '../scenario.ts';
import { whyNotVariant } from '../why-not-here.ts';
import type { PlannedRun } from './plan.ts';

export interface LeftOutRun {
  key: string;
  /** One sentence. */
  because: string;
}

export async function splitByRuntime(
  runtime: RuntimeName,
  runs: readonly PlannedRun[],
): Promise<{ possible: PlannedRun[]; leftOut: LeftOutRun[] }> {
  const possible: PlannedRun[] = [];
  const leftOut: LeftOutRun[] = [];
  for (const run of runs) {
    const scenario = await find<Scenario>('scenarios', 'scenario', run.scenario);
    const because = await whyNotVariant(runtime, scenario, run.variant);
    if (because === null) possible.push(run);
    else leftOut.push({ key: run.key, because });
  }
  return { possible, leftOut };
}
