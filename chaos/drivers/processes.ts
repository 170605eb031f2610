// Pausing and resuming by name within a session, and by the recorded instance (a process or a container) from outside one. The source and
// the processors are processes in every runtime; what a node is, the cluster says.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { isStopped } from '../../pipeline/observe/why/gather-processes.ts';
import { NODE_NAMES, type NodeName } from '../../pipeline/runtime/cluster.ts';
import { type Instance, isContainer, isProcess } from '../../pipeline/runtime/instance.ts';
import { startTimeOf } from '../../pipeline/runtime/process-identity.mjs';
import type { System } from './system.ts';

type Reach = Pick<System, 'cluster' | 'run'>;

function isNode(name: string): name is NodeName {
  return (NODE_NAMES as readonly string[]).includes(name);
}

/** What a node of the cluster or a process of the run is now; put it in the record before doing anything to it. */
export function instanceNamed({ cluster, run }: Reach, name: string): Instance {
  const found = isNode(name)
    ? [cluster.controller, cluster.toxiproxy, ...cluster.brokers].find((node) => node.name === name)?.instance
    : processInstance(run.components().find((component) => component.name === name)?.pid ?? null);
  if (found === undefined && isNode(name)) cluster.refuse?.();
  if (found === undefined)
    throw new LakequakeError('not-running', `${name} is not running`, {
      hint: `see what became of it with \`npx lakequake logs ${name}\``,
    });
  return found;
}

function processInstance(pid: number | null): Instance | undefined {
  return pid === null ? undefined : { pid, startTime: startTimeOf(pid) ?? null };
}

/** Pauses a node of the cluster or a process of the run, by its name. */
export async function pauseNamed({ cluster, run }: Reach, name: string): Promise<void> {
  if (isNode(name)) await cluster.pause(name);
  else run.pause(name);
}

/** Resumes a node of the cluster or a process of the run, by its name. */
export async function resumeNamed({ cluster, run }: Reach, name: string): Promise<void> {
  if (isNode(name)) await cluster.resume(name);
  else run.resume(name);
}

/** Whether what the notes name is paused now: a process stopped by a signal, a container paused since that start. */
export async function isAsleep(notes: object): Promise<boolean> {
  if (isProcess(notes)) return isStopped(notes.pid);
  if (!isContainer(notes)) return false;
  const { isContainerPaused } = await import('../../pipeline/runtime/docker/recorded-container.ts');
  return isContainerPaused(notes);
}

/** Wakes what the notes name, only if it is still the one that was paused. */
export async function wake(notes: object): Promise<boolean> {
  if (isProcess(notes)) return resumePid(notes.pid, notes.startTime);
  if (!isContainer(notes)) return false;
  const { resumeContainer } = await import('../../pipeline/runtime/docker/recorded-container.ts');
  return resumeContainer(notes);
}

/** As the operating system tells it, to tell a process from a later one with the same pid; undefined when there is none. */
export function startTimeOfPid(pid: number): string | number | undefined {
  return startTimeOf(pid);
}

/** SIGCONT, only if the process is still the one that was paused; to its group, too, if it leads one: on Spark the driver was paused with it. */
function resumePid(pid: number, startTime: string | number | null): boolean {
  if (startTime === null || startTimeOf(pid) !== startTime) return false;
  process.kill(pid, 'SIGCONT');
  try {
    process.kill(-pid, 'SIGCONT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // It leads no group.
  }
  return true;
}

export { isStopped };
