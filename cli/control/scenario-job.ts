// Placeholder until chaos/run.ts lands.
import type { Fault, Run } from '../../dashboard/contract.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';
import type { JobResult } from './jobs.ts';
import type { Session } from './session.ts';
export interface ScenarioEvents {
  onPhase?: (name: string) => void;
  onFault?: (fault: Fault) => void;
  onFaultEnded?: (id: string) => void;
  onVerdict?: (verdict: Run['verdict']) => void;
  onRun?: (run: PipelineRun, scenario?: { name: string; variant: string }) => void;
}
export async function runScenarioJob(
  _session: Session,
  _request: unknown,
  _hooks: ScenarioEvents,
): Promise<JobResult> {
  throw new Error('not yet');
}
