// Makes a lab's runs: inside the running lab when there is one, else on a session of its own that is opened with the first run and serves
// all of them. The same jobs as `chaos run`; a lab has no way of its own to run anything.

import type { RunResult } from '../../chaos/result.ts';
import { labRunOf, yourVariant } from '../../labs/lab-runs.ts';
import type { RunLab } from '../../labs/run-port.ts';
import { refuseOtherRuntime } from '../../pipeline/runtime/nodes/cluster-identity.ts';
import type { CommandInput } from '../command.ts';
import type { BlindResult } from '../control/blind-job.ts';
import { findControl, followJob } from '../control/client.ts';
import { onEndSignals } from '../control/end-signals.ts';
import { type JobRequest, runJob } from '../control/jobs.ts';
import { openSession, type Session } from '../control/session.ts';
import { readyEngine } from '../engine-option.ts';
import { runtimeOption } from '../runtime-option.ts';

export interface Runner {
  run: RunLab;
  /** How many runs may be under way at a time: a running lab does one job at a time. */
  jobs: number;
  close: () => Promise<void>;
}

/** What two cores carry without company being felt in a verdict. */
const JOBS = 2;

/** Ctrl-C stops the run under way; it heals and ends. */
export function openRunner(input: CommandInput): Runner {
  const runtime = runtimeOption(input);
  if (runtime !== undefined) refuseOtherRuntime(input.stateDir, runtime);
  const abort = new AbortController();
  const release = onEndSignals(() => abort.abort());
  const hooks = { progress: input.progress, signal: abort.signal };
  let opening: Promise<Session> | undefined;
  const work = async (request: JobRequest) => {
    const control = findControl(input.stateDir);
    if (opening === undefined && control !== undefined) return followJob(control, request, input.progress);
    opening ??= openSession({ ...input, settingsFile: undefined, runtime });
    return runJob(await opening, request, hooks);
  };
  return {
    jobs: findControl(input.stateDir) === undefined ? JOBS : 1,
    run: async (spec, settings, { disarmed = false, sideBySide = false } = {}) => {
      const variant = await yourVariant(spec);
      const { scenario: name, seed } = spec;
      const engine = await readyEngine(spec.engine ?? 'duckdb', input.progress);
      const request = {
        kind: 'scenario' as const,
        name,
        variant,
        seed,
        settings,
        disarmed,
        sideBySide,
        engine,
      };
      if (!spec.blind) return (await work(request)).value as RunResult;
      const { value } = await work({ ...request, blind: { game: null, holdSeconds: 0 } });
      // The engine needs to know what happened; nobody else is told.
      return labRunOf(input.stateDir, (value as BlindResult).runId, true)!.result!;
    },
    close: async () => {
      release();
      const session = await opening?.catch(() => undefined);
      await session?.close();
    },
  };
}
