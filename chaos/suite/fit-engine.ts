// The runs of a suite that can be shown on an engine, and why the others are left out. Starts nothing.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { Engine } from '../../pipeline/contract/run-spec.ts';
import { whyNotOnEngine } from '../engine-fit.ts';
import type { Scenario } from '../scenario.ts';
import type { PlannedRun } from './plan.ts';

export interface Fitted {
  runs: PlannedRun[];
  others: { run: PlannedRun; because: string }[];
}

/** Throws `bad-argument` when no run is left. */
export async function fitEngine(
  scenarios: readonly Scenario[],
  planned: readonly PlannedRun[],
  engine: Engine,
): Promise<Fitted> {
  const byId = new Map(scenarios.map((scenario) => [scenario.id, scenario]));
  const fitted: Fitted = { runs: [], others: [] };
  for (const run of planned) {
    const because = await whyNotOnEngine(byId.get(run.scenario)!, run.variant, engine, run.without);
    if (because === null) fitted.runs.push(run);
    else fitted.others.push({ run, because });
  }
  if (fitted.runs.length > 0) return fitted;
  throw new LakequakeError('bad-argument', `none of the runs chosen can be shown on ${engine}`, {
    hint: `Leave --engine out. The first reason: ${fitted.others[0]?.because ?? 'nothing was chosen'}.`,
  });
}
