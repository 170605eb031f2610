// Remembers the newest job of a runner for the page: what it is, how far it is, how it ended.
import type { Job } from '../../dashboard/contract/scenarios.ts';
import type { JobRequest, JobRunner } from './jobs.ts';

export interface TrackedJobs extends JobRunner {
  /** The job under way, or the last one; null when there was none. */
  last(): Job | null;
}

function subjectOf(request: JobRequest): Pick<Job, 'kind' | 'scenario' | 'variant' | 'seed'> {
  const { kind, seed } = request;
  // What a blind run is stands nowhere that a page can see.
  if (kind === 'scenario' && request.blind !== undefined)
    return { kind, seed, scenario: null, variant: null };
  return kind === 'scenario'
    ? { kind, seed, scenario: request.name, variant: request.variant }
    : { kind, seed, scenario: null, variant: null };
}

export function trackJobs(jobs: JobRunner): TrackedJobs {
  let newest: { id: string; request: JobRequest; startedAt: number } | undefined;
  return {
    start(request) {
      const id = jobs.start(request);
      newest = { id, request, startedAt: Date.now() };
      return id;
    },
    state: jobs.state,
    ended: jobs.ended,
    abort: jobs.abort,
    get busy() {
      return jobs.busy;
    },
    last() {
      const state = newest && jobs.state(newest.id);
      if (newest === undefined || state === undefined) return null;
      return {
        id: newest.id,
        ...subjectOf(newest.request),
        startedAt: newest.startedAt,
        state: state.error !== null ? 'failed' : state.done ? 'done' : 'running',
        line: state.lines.at(-1) ?? null,
        error: state.error,
      };
    },
  };
}
