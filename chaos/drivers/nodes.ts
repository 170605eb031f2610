// Nodes of the cluster for faults that take several of them at once: who leads and follows a partition now, stopping them so that a
// record of it exists first, and bringing all of them back. From a record alone only what is paused can be woken: a broker of an ended
// session is started by the next one.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { until } from '../../pipeline/contract/until.ts';
import { describePartitions, type PartitionState } from '../../pipeline/kafka/topic.ts';
import { BROKER_NAMES, type BrokerName, type NodeName } from '../../pipeline/runtime/cluster.ts';
import type { Injection, UndoReach } from '../fault.ts';
import { isStopped, pidNamed, resumePid, startTimeOfPid } from './processes.ts';
import type { System } from './system.ts';

interface PausedNode {
  name: NodeName;
  pid: number;
  startTime: string | number | null;
}

export const brokerNamed = (id: number): BrokerName => BROKER_NAMES[id - 1]!;

/** The partition as the cluster tells it now, once it has a leader. */
export function ledPartition(
  { admin, run }: Pick<System, 'admin' | 'run'>,
  partition: number,
): Promise<PartitionState & { leader: number }> {
  const ask = async () => {
    const found = (await describePartitions(admin, run.spec.topic)).find(
      (one) => one.partition === partition,
    );
    return found?.leader != null ? { ...found, leader: found.leader } : undefined;
  };
  return until(ask, { deadlineMs: 10_000, everyMs: 50, what: `partition ${partition} to have a leader` });
}

/** SIGSTOPs brokers, recorded first so that anyone can wake them. */
export function pauseNodes(system: System, names: readonly NodeName[], { note }: Injection): void {
  const paused = names.map((name): PausedNode => {
    const pid = pidNamed(system, name);
    return { name, pid, startTime: startTimeOfPid(pid) ?? null };
  });
  note({ paused, pausedAt: Date.now() });
  for (const { name } of paused) system.cluster.pause(name);
}

/** Kills nodes at the same moment and waits until they are gone; noted is which processes they were. */
export async function killNodes(
  system: System,
  names: readonly NodeName[],
  { note }: Pick<Injection, 'note'>,
): Promise<void> {
  const pids = Object.fromEntries(names.map((name) => [name, pidNamed(system, name)]));
  note({ killed: names, pids, killedAt: Date.now() });
  await Promise.all(names.map((name) => system.cluster.kill(name)));
}

/** The killed of the notes that are really gone. */
export function goneNodes({ cluster }: Pick<System, 'cluster'>, notes: Injection['notes']): NodeName[] {
  const killed = (notes.killed ?? []) as NodeName[];
  return killed.filter((name) => !cluster.isRunning(name));
}

/** Wakes and starts what the notes name, the controller first: without it no broker can register. True when there was something to do. */
export async function reviveNodes({ system }: UndoReach, notes: Injection['notes']): Promise<boolean> {
  const paused = (notes.paused ?? []) as PausedNode[];
  const asleep = paused.filter(({ pid }) => isStopped(pid));
  for (const { name, pid, startTime } of asleep)
    if (system === undefined) resumePid(pid, startTime);
    else system.cluster.resume(name);
  if (system === undefined) return asleep.length > 0;
  const { cluster } = system;
  const down = (['controller', ...((notes.killed ?? []) as NodeName[])] as const).filter(
    (name, index, all) => all.indexOf(name) === index && !cluster.isRunning(name),
  );
  if (down.includes('controller')) await startNode(cluster, 'controller');
  await Promise.all(down.filter((name) => name !== 'controller').map((name) => startNode(cluster, name)));
  return asleep.length > 0 || down.length > 0;
}

/** Starts a node; that another one was quicker is no error. */
async function startNode(cluster: System['cluster'], name: NodeName): Promise<void> {
  await cluster.start(name).catch((error: unknown) => {
    if (error instanceof LakequakeError && error.code === 'already-running') return;
    throw error;
  });
}
