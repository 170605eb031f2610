// Makes the runs of a lab that is played on the page: as jobs of the running lab, like every other run.
import type { RunResult } from '../../chaos/result.ts';
import type { StartLabRun } from '../../dashboard/server/labs/state-labs.ts';
import { yourVariant } from '../../labs/lab-runs.ts';
import type { JobRunner } from './jobs.ts';

/** Starts the spec's scenario and seed with the given settings. */
export function labRunsAsJobs(jobs: Pick<JobRunner, 'start' | 'ended'>): StartLabRun {
  return async (spec, settings) => {
    const variant = await yourVariant(spec);
    const job = jobs.start({ kind: 'scenario', name: spec.scenario, variant, seed: spec.seed, settings });
    return { job, result: jobs.ended(job).then(({ value }) => value as RunResult) };
  };
}
