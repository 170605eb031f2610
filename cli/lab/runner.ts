// Makes a lab's runs: inside the running lab when there is one, else on a session of its own that is opened with the first run and serves
// all of them. The same jobs as `chaos run`; a lab has no way of its own to run anything.

import type { RunResult } from '../../chaos/result.ts';
import { yourVariant } from '../../labs/lab-runs.ts';
import type { RunLab } from '../../labs/run-port.ts';
import type { CommandInput } from '../command.ts';
import { findControl, followJob } from '../control/client.ts';
import { onEndSignals } from '../control/end-signals.ts';
import { type JobRequest, runJob } from '../control/jobs.ts';
import { openSession, type Session } from '../control/session.ts';

export interface Runner {
  run: RunLab;
  close: () => Promise<void>;
}

/** Ctrl-C stops the run under way; it heals and ends. */
export function openRunner(input: CommandInput): Runner {
  const abort = new AbortController();
  const release = onEndSignals(() => abort.abort());
  const hooks = { progress: input.progress, signal: abort.signal };
  let session: Session | undefined;
  const work = async (request: JobRequest) => {
    const control = findControl(input.stateDir);
    if (session === undefined && control !== undefined) return followJob(control, request, input.progress);
    session ??= await openSession({ ...input, settingsFile: undefined });
    return runJob(session, request, hooks);
  };
  return {
    run: async (spec, settings, { disarmed = false } = {}) => {
      const variant = await yourVariant(spec);
      const { scenario: name, seed } = spec;
      const { value } = await work({ kind: 'scenario', name, variant, seed, settings, disarmed });
      return value as RunResult;
    },
    close: async () => {
      release();
      await session?.close();
    },
  };
}
