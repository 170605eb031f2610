// Signals to the source and the processors of a run, and their starts.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { until } from '../../pipeline/contract/until.ts';
import { isAliveNow } from '../../setup/alive.mjs';
import type { System } from './system.ts';

type WithRun = Pick<System, 'run'>;

function componentOf({ run }: WithRun, name: string) {
  const component = run.components().find((one) => one.name === name);
  if (component === undefined)
    throw new LakequakeError('not-found', `this run has no process '${name}'`, {
      hint: `name one of: ${run
        .components()
        .map((one) => one.name)
        .join(', ')}`,
    });
  return component;
}

/** SIGKILLs a process of the run; tells which pid it was and when. */
export async function killChild(
  system: WithRun,
  name: string,
): Promise<{ pid: number | null; killedAt: number }> {
  const { pid } = componentOf(system, name);
  const killedAt = Date.now();
  system.run.kill(name, 'SIGKILL');
  return { pid, killedAt };
}

/** True once that very process is gone (another may already have taken its place). */
export async function untilChildExited(
  system: WithRun,
  name: string,
  pid: number,
  deadlineMs = 3_000,
): Promise<boolean> {
  if (!Number.isInteger(pid)) return false;
  const gone = () => !isAliveNow(pid) || componentOf(system, name).pid !== pid;
  return until(gone, { deadlineMs, everyMs: 20, what: `${name} (${pid}) to end` }).catch((error: unknown) => {
    if (error instanceof LakequakeError && error.code === 'deadline-passed') return false;
    throw error;
  });
}

/** Starts a process of the run that is down; true when there was something to do. */
export async function startChild(system: WithRun | undefined, name: string): Promise<boolean> {
  if (system === undefined) return false;
  const { state } = componentOf(system, name);
  if (state === 'up' || state === 'starting') return false;
  if (name === 'source') await system.run.startSource();
  else await system.run.startProcessor(name);
  return true;
}
