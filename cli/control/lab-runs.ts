// Makes the runs of a lab that is played on the page: as jobs of the running lab, like every other run.
import type { RunResult } from '../../chaos/result.ts';
import type { StartLabRun } from '../../dashboard/server/labs/state-labs.ts';
import { labRunOf, yourVariant } from '../../labs/lab-runs.ts';
import { readyEngine } from '../engine-option.ts';
import type { BlindResult } from './blind-job.ts';
import type { JobRunner } from './jobs.ts';

/** Starts the spec's scenario and seed with the given settings; a blind one without a word of what it is. */
export function labRunsAsJobs(
  jobs: Pick<JobRunner, 'start' | 'ended'>,
  stateDir: string,
  note: (text: string) => void,
): StartLabRun {
  return async (spec, settings) => {
    const variant = await yourVariant(spec);
    const { scenario: name, seed } = spec;
    const engine = await readyEngine(spec.engine ?? 'duckdb', note);
    const request = { kind: 'scenario' as const, name, variant, seed, settings, engine };
    const blind = spec.blind ? { blind: { game: null, holdSeconds: 0 } } : {};
    const job = jobs.start({ ...request, ...blind });
    const result = jobs.ended(job).then(({ value }) =>
      // The engine needs to know what happened; nobody else is told.
      spec.blind ? labRunOf(stateDir, (value as BlindResult).runId, true)!.result! : (value as RunResult),
    );
    return { job, result };
  };
}
