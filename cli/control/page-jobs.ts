// What the page asks for, as jobs of this lab: on the lab's engine, and refused before the lab's own stream is set aside when they concern another
// one.
import { refuseOtherEngine } from '../../chaos/plan-run.ts';
import { listScenarios } from '../../chaos/run.ts';
import { fitEngine } from '../../chaos/suite/fit-engine.ts';
import type { ScenarioRun, SuiteRun } from '../../dashboard/server/feed.ts';
import type { EngineChoice } from '../../pipeline/contract/run-spec.ts';
import type { RuntimeName } from '../../pipeline/runtime/cluster.ts';
import type { JobRequest } from './jobs.ts';

const DUCKDB: EngineChoice = { engine: 'duckdb' };

/** Throws `bad-argument` when the variant concerns another engine. */
export async function scenarioJob(
  engine: EngineChoice | undefined,
  { scenario: name, without, ...rest }: ScenarioRun,
): Promise<JobRequest> {
  const scenario = (await listScenarios()).find(({ id }) => id === name);
  if (scenario !== undefined)
    await refuseOtherEngine(scenario, rest.variant, (engine ?? DUCKDB).engine, without);
  return {
    kind: 'scenario',
    name,
    settings: null,
    ...rest,
    ...(engine === undefined ? {} : { engine }),
    ...(without === undefined ? {} : { without }),
  };
}

/** The runs that the engine can show. Throws `bad-argument` when none is left. */
export async function suiteJob(
  engine: EngineChoice | undefined,
  runtime: RuntimeName,
  suite: SuiteRun,
): Promise<JobRequest> {
  const { runs } = await fitEngine(await listScenarios(), suite.runs, (engine ?? DUCKDB).engine);
  return {
    kind: 'suite',
    settings: null,
    runtime,
    fresh: false,
    keep: false,
    jobs: 1,
    gather: false,
    ...suite,
    runs,
    ...(engine === undefined ? {} : { engine }),
  };
}
