// Pausing and resuming by name within a session, and by recorded pid and start time from outside one.
import { execFileSync } from 'node:child_process';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { NODE_NAMES, type NodeName } from '../../pipeline/runtime/cluster.ts';
import { startTimeOf } from '../../pipeline/runtime/process-identity.mjs';
import type { System } from './system.ts';

type Reach = Pick<System, 'cluster' | 'run'>;

function isNode(name: string): name is NodeName {
  return (NODE_NAMES as readonly string[]).includes(name);
}

/** The pid of a node of the cluster or a process of the run. */
export function pidNamed({ cluster, run }: Reach, name: string): number {
  const nodes = [cluster.controller, cluster.toxiproxy, ...cluster.brokers];
  const pid = isNode(name)
    ? nodes.find((node) => node.name === name)?.pid
    : run.components().find((component) => component.name === name)?.pid;
  if (pid === undefined || pid === null) throw new LakequakeError('not-running', `${name} is not running`);
  return pid;
}

export function pauseNamed({ cluster, run }: Reach, name: string): void {
  if (isNode(name)) cluster.pause(name);
  else run.pause(name);
}

export function resumeNamed({ cluster, run }: Reach, name: string): void {
  if (isNode(name)) cluster.resume(name);
  else run.resume(name);
}

export function startTimeOfPid(pid: number): string | number | undefined {
  return startTimeOf(pid);
}

/** SIGCONT, only if the process is still the one that was paused. */
export function resumePid(pid: number, startTime: string | number | null): boolean {
  if (startTime === null || startTimeOf(pid) !== startTime) return false;
  process.kill(pid, 'SIGCONT');
  return true;
}

/** True when the process is stopped by a signal (state T). */
export function isStopped(pid: number): boolean {
  try {
    return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .startsWith('T');
  } catch {
    return false;
  }
}
