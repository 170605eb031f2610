// Long work that needs the cluster for itself: a drain or a scenario. The same function runs it inside control (while a lab
// runs) and in a command of its own (when none does), so both give the same answer.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { EngineChoice, RunSpec, SourceSpec } from '../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { runDrain } from './drain.ts';
import { runScenarioJob, type ScenarioEvents, type ScenarioRequest } from './scenario-job.ts';
import type { Session } from './session.ts';
import { runSuiteJob, type SuiteRequest } from './suite/suite-job.ts';
import { labSession } from './suite/suite-sessions.ts';

export type JobRequest =
  | {
      kind: 'drain';
      source: SourceSpec;
      seed: number;
      settings: Settings;
      eventTimeMode: RunSpec['eventTimeMode'];
      engine?: EngineChoice;
      backlog: boolean;
    }
  | ({ kind: 'scenario' } & ScenarioRequest)
  | ({ kind: 'suite' } & SuiteRequest);

/** What a job tells while it runs. */
export interface JobHooks extends ScenarioEvents {
  progress: (text: string) => void;
  signal: AbortSignal;
}

export interface JobResult {
  exitCode: number;
  /** JSON-safe; what `--json` prints. */
  value: unknown;
}

/** Runs one job on an open session. */
export async function runJob(session: Session, request: JobRequest, hooks: JobHooks): Promise<JobResult> {
  if (request.kind === 'scenario') return runScenarioJob(session, request, hooks);
  if (request.kind === 'suite') return runSuiteJob(labSession(session), session.stateDir, request, hooks);
  const result = await runDrain(session, { ...request, ...hooks });
  return { exitCode: result.verdict === 'held' ? 0 : result.verdict === 'broken' ? 1 : 5, value: result };
}

export interface JobState {
  id: string;
  lines: string[];
  done: boolean;
  result: JobResult | null;
  error: { code: string; message: string; hint: string | null } | null;
}

export interface JobRunner {
  /** Starts a job, or throws `already-running` while another one runs. Returns its id. */
  start(request: JobRequest): string;
  state(id: string): JobState | undefined;
  /** Resolves when the job has ended, with its result; rejects with its error. */
  ended(id: string): Promise<JobResult>;
  /** Stops the job that runs, if one does; it heals and ends. */
  abort(): void;
  readonly busy: boolean;
}

/** Keeps one job at a time; `run` does the work. */
export function createJobRunner(
  run: (request: JobRequest, hooks: Pick<JobHooks, 'progress' | 'signal'>) => Promise<JobResult>,
): JobRunner {
  const jobs = new Map<string, JobState>();
  const ends = new Map<string, Promise<JobResult>>();
  let current: AbortController | undefined;

  async function work(state: JobState, request: JobRequest, abort: AbortController): Promise<JobResult> {
    try {
      const result = await run(request, { progress: (text) => state.lines.push(text), signal: abort.signal });
      state.result = result;
      return result;
    } catch (error) {
      const known = error instanceof LakequakeError;
      const message = error instanceof Error ? error.message : String(error);
      state.error = {
        code: known ? error.code : 'internal',
        message,
        hint: known ? (error.hint ?? null) : null,
      };
      throw error;
    } finally {
      state.done = true;
      current = undefined;
    }
  }

  return {
    start(request) {
      if (current !== undefined)
        throw new LakequakeError('already-running', 'a run is already under way in this lab', {
          hint: 'wait for it, or stop it with `npx lakequake chaos stop`',
        });
      const id = `job-${jobs.size + 1}`;
      const state: JobState = { id, lines: [], done: false, result: null, error: null };
      jobs.set(id, state);
      current = new AbortController();
      const end = work(state, request, current);
      // Most jobs are followed by their state alone.
      end.catch(() => undefined);
      ends.set(id, end);
      return id;
    },
    state: (id) => jobs.get(id),
    async ended(id) {
      const end = ends.get(id);
      if (end === undefined)
        throw new LakequakeError('not-found', `there is no job '${id}'`, {
          hint: 'see what runs with `npx lakequake status`',
        });
      return end;
    },
    abort: () => current?.abort(),
    get busy() {
      return current !== undefined;
    },
  };
}
