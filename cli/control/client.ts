// How a command speaks with the control process of a running lab: loopback HTTP with the token of `control.json`.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, LakequakeError } from '../../pipeline/contract/errors.ts';
import { STATE } from '../../pipeline/contract/run-spec.ts';
import { stateLockHolder } from '../../pipeline/runtime/state-lock.ts';
import type { JobRequest, JobResult, JobState } from './jobs.ts';

export interface ControlFile {
  url: string;
  token: string;
  pid: number;
}

/** Where the running lab's control listens, or undefined when none runs on this state folder. */
export function findControl(stateDir: string): ControlFile | undefined {
  const holder = stateLockHolder(stateDir);
  const file = join(stateDir, STATE.control);
  if (holder === undefined || !existsSync(file)) return undefined;
  const control = JSON.parse(readFileSync(file, 'utf8')) as ControlFile;
  return control.pid === holder.pid ? control : undefined;
}

/** One request; throws `not-running` when control does not answer, and control's own error when it says no. */
export async function ask<T>(
  control: ControlFile,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${control.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${control.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw new LakequakeError(
      'not-running',
      `control (process ${control.pid}) does not answer at ${control.url}`,
      {
        cause,
        hint: 'see `npx lakequake status`; `npx lakequake down` ends what is left of it',
      },
    );
  });
  const answer = (await response.json()) as T & {
    error?: { code: ErrorCode; message: string; hint: string | null };
  };
  if (!response.ok && answer.error !== undefined)
    throw new LakequakeError(
      answer.error.code,
      answer.error.message,
      answer.error.hint === null ? {} : { hint: answer.error.hint },
    );
  return answer;
}

/** Has control do a job and follows it to its end. */
export async function followJob(
  control: ControlFile,
  request: JobRequest,
  progress: (text: string) => void,
): Promise<JobResult> {
  const { id } = await ask<{ id: string }>(control, 'POST', '/api/control/jobs', request);
  let seen = 0;
  for (;;) {
    const state = await ask<JobState>(control, 'GET', `/api/control/jobs/${id}?since=${seen}`);
    for (const line of state.lines) progress(line);
    seen += state.lines.length;
    if (state.result !== null) return state.result;
    if (state.error !== null)
      throw new LakequakeError(
        state.error.code as ErrorCode,
        state.error.message,
        state.error.hint === null ? {} : { hint: state.error.hint },
      );
    await delay(250);
  }
}
