// Does a job for a command: inside the running lab when there is one, else on a session of its own that is closed afterwards.
import { refuseOtherRuntime } from '../../pipeline/runtime/nodes/cluster-identity.ts';
import type { CommandInput } from '../command.ts';
import { runtimeOption } from '../runtime-option.ts';
import { findControl, followJob } from './client.ts';
import { onEndSignals } from './end-signals.ts';
import { type JobRequest, type JobResult, runJob } from './jobs.ts';
import { openSession } from './session.ts';
import { runSuiteJob } from './suite/suite-job.ts';
import { ownSessions } from './suite/suite-sessions.ts';

/** Runs the job to its end; Ctrl-C stops it, heals and closes what was started. */
export async function doJob(
  input: CommandInput,
  request: JobRequest,
  settingsFile: string | undefined,
): Promise<JobResult> {
  const runtime = runtimeOption(input);
  if (runtime !== undefined) refuseOtherRuntime(input.stateDir, runtime);
  const control = findControl(input.stateDir);
  if (control !== undefined) return followJob(control, request, input.progress);
  const abort = new AbortController();
  const release = onEndSignals(() => abort.abort());
  const hooks = { progress: input.progress, signal: abort.signal };
  if (request.kind === 'suite') {
    const sessions = ownSessions({ ...input, settingsFile, runtime });
    try {
      return await runSuiteJob(sessions, input.stateDir, request, hooks);
    } finally {
      await sessions.close();
      release();
    }
  }
  const session = await openSession({ ...input, settingsFile, runtime });
  try {
    return await runJob(session, request, hooks);
  } finally {
    await session.close();
    release();
  }
}
